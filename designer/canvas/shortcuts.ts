/** Every key of the canvas, for menus, hints and the list of shortcuts. ⌘ is Ctrl on Windows and Linux. */
export const shortcuts = {
  next: '↓',
  previous: '↑',
  sibling: '← →',
  open: 'Enter',
  back: 'Esc',
  add: 'A',
  rename: 'F2',
  remove: 'Del',
  move: 'M',
  copy: '⌘C',
  cut: '⌘X',
  paste: '⌘V',
  duplicate: '⌘D',
  undo: '⌘Z',
  redo: '⇧⌘Z',
  menu: '.',
  find: '/',
  commands: '⌘K',
  shortcuts: '?',
} as const
export type Shortcut = keyof typeof shortcuts

export function keysText(name: Shortcut): string {
  const keys = shortcuts[name]
  return isApple ? keys : keys.replace('⇧⌘', 'Ctrl+Shift+').replace('⌘', 'Ctrl+')
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)
