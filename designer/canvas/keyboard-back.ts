import { useEffect, useState } from 'react'
import { useRoom } from './room.ts'

/** Once a dialog has gone, the keyboard is where it was before, unless what the dialog did took it elsewhere. */
export function useKeyboardBack(): void {
  const { commands } = useRoom()
  const [from] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (document.activeElement !== document.body) return
      // The step one stood at may be gone, or another one may have been chosen: the canvas knows.
      if (from?.closest('[data-spot]')) commands.comeBack()
      else if (from instanceof HTMLElement) from.focus({ preventScroll: true })
    },
    [from, commands],
  )
}
