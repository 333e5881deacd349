/** Every key of the canvas, for menus, hints and the list of shortcuts. ⌘ is Ctrl on Windows and Linux. */
export const shortcuts = {
  next: '↓',
  previous: '↑',
  sibling: '← →',
  open: 'Enter',
  back: 'Esc',
  find: '/',
  fold: 'F',
  focusOn: '⇧F',
  add: 'A',
  rename: 'F2',
  note: 'N',
  move: 'M',
  remove: 'Del',
  menu: '.',
  pickMore: '⇧↓',
  pickAll: '⌘A',
  copy: '⌘C',
  cut: '⌘X',
  paste: '⌘V',
  duplicate: '⌘D',
  undo: '⌘Z',
  redo: '⇧⌘Z',
  commands: '⌘K',
  shortcuts: '?',
} as const
export type Shortcut = keyof typeof shortcuts

/** The same keys as they are listed: by what one wants to do. */
export const shortcutGroups: Readonly<Record<string, readonly Shortcut[]>> = {
  go: ['next', 'previous', 'sibling', 'open', 'back', 'find', 'fold', 'focusOn'],
  draw: ['add', 'rename', 'note', 'move', 'remove', 'menu'],
  several: ['pickMore', 'pickAll', 'copy', 'cut', 'paste', 'duplicate'],
  all: ['undo', 'redo', 'commands', 'shortcuts'],
}

export function keysText(name: Shortcut): string {
  const keys = shortcuts[name]
  return isApple
    ? keys
    : keys.replace('⇧⌘', 'Ctrl+Shift+').replace('⌘', 'Ctrl+').replace('⇧', 'Shift+')
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)
