import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core'

const key = 'dasi.scheme'

/** Sets the scheme before anything is drawn, so that a dark page never flashes white. */
export function paintScheme(): void {
  document.documentElement.setAttribute('data-mantine-color-scheme', resolve(readScheme()))
}

/** The choice lives in this browser; `auto` follows the system. */
export const schemeManager: MantineColorSchemeManager = {
  get: readScheme,
  set: (choice) => localStorage.setItem(key, choice),
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => localStorage.removeItem(key),
}

function readScheme(): MantineColorScheme {
  const stored = localStorage.getItem(key)
  return stored === 'light' || stored === 'dark' ? stored : 'auto'
}

function resolve(choice: MantineColorScheme): 'light' | 'dark' {
  if (choice !== 'auto') return choice
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
