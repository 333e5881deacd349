import { useEffect } from 'react'
import { isTyping } from './keys.ts'
import { useRoom } from './room.ts'

/** Keys that work wherever one stands on the page. ⌘ is Ctrl on Windows and Linux. */
export function useRoomKeys(): void {
  const { ui, commands, mode } = useRoom()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      const typing = event.target !== null && isTyping(event.target)
      const withCommand = event.metaKey || event.ctrlKey
      const act = (run: () => void) => {
        event.preventDefault()
        run()
      }
      if (withCommand && event.code === 'KeyK') return act(() => commands.openDialog('commands'))
      if (typing || document.querySelector('[role="dialog"][aria-modal="true"]')) return
      if (ui.getState().dialog !== null || ui.getState().deleting !== null) return
      if (withCommand && mode === 'design') {
        const { focused, selected } = ui.getState()
        const nodeId = selected ?? focused
        if (event.code === 'KeyZ')
          return act(() => (event.shiftKey ? commands.redo() : commands.undo()))
        if (event.code === 'KeyY') return act(() => commands.redo())
        if (event.code === 'KeyA') return act(() => commands.pickEverything())
        if (nodeId === null || nodeId.includes('/') || hasSelectedText()) return
        if (event.code === 'KeyD') return act(() => commands.duplicate(nodeId))
      }
      if (withCommand || event.altKey) return
      // A panel that has just opened may not have the keyboard yet.
      if (event.code === 'Escape' && event.target === document.body && ui.getState().panel !== null)
        return act(commands.leavePanel)
      if (event.key === '?') return act(() => commands.openDialog('shortcuts'))
      if (event.code === 'Slash') return act(() => commands.openDialog('find'))
    }
    const onClipboard = (event: ClipboardEvent) => {
      if (mode === 'live' || (event.target && isTyping(event.target)) || hasSelectedText()) return
      if (!event.clipboardData) return
      const isDone =
        event.type === 'paste'
          ? commands.paste(event.clipboardData.getData('text/plain'))
          : commands.copyTo(event.clipboardData, event.type === 'cut')
      if (isDone) event.preventDefault()
    }
    addEventListener('keydown', onKeyDown)
    for (const name of clipboardEvents) document.addEventListener(name, onClipboard)
    return () => {
      removeEventListener('keydown', onKeyDown)
      for (const name of clipboardEvents) document.removeEventListener(name, onClipboard)
    }
  }, [ui, commands, mode])
}

const clipboardEvents = ['copy', 'cut', 'paste'] as const

function hasSelectedText(): boolean {
  return (getSelection()?.toString() ?? '') !== ''
}
