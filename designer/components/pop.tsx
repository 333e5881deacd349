import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import styles from './pop.module.css'

interface PopProps {
  /** A point of the screen, in pixels. */
  readonly at: { readonly x: number; readonly y: number }
  readonly label: string
  readonly onClose: () => void
  readonly children: ReactNode
}

const marginPx = 8

/** A small window at a point of the screen, always whole inside it; Escape or a click elsewhere closes it. */
export function Pop({ at, label, onClose, children }: PopProps) {
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef(document.activeElement)

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    const left = Math.min(at.x, innerWidth - width - marginPx)
    const top = Math.min(at.y, innerHeight - height - marginPx)
    element.style.left = `${Math.max(marginPx, left)}px`
    element.style.top = `${Math.max(marginPx, top)}px`
  }, [at])

  useEffect(() => {
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose()
    }
    addEventListener('pointerdown', onPointer, true)
    return () => removeEventListener('pointerdown', onPointer, true)
  }, [onClose])

  return (
    <div
      ref={box}
      className={styles.pop}
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
        onClose()
        if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true })
      }}
    >
      {children}
    </div>
  )
}
