import { useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'

/** A pan is over when nothing has moved for so long. */
const restMs = 200

/** Marks the canvas while it is panned at one zoom, so that it is moved as a picture instead of painted anew. */
export function usePanning(root: React.RefObject<HTMLElement | null>): void {
  const screen = useStoreApi()
  useEffect(() => {
    let before = screen.getState().transform
    let timer: ReturnType<typeof setTimeout> | undefined
    const rest = () => {
      timer = undefined
      root.current?.removeAttribute('data-panning')
    }
    const stop = screen.subscribe(({ transform }) => {
      if (transform === before) return
      const isZoomed = transform[2] !== before[2]
      before = transform
      clearTimeout(timer)
      if (isZoomed) return rest()
      if (timer === undefined) root.current?.setAttribute('data-panning', '')
      timer = setTimeout(rest, restMs)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [screen, root])
}
