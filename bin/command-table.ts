import type { Command } from './command.ts'

export interface CommandEntry {
  readonly summary: string
  /** Loads the command's file; only when it is used, so that the help is quick. */
  readonly load: () => Promise<{ readonly command: Command }>
}

/** Every command, by the words after `dasi`. To add one: a file in bin/commands and a line here. */
export const commandTable: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'start everything on this machine; Ctrl-C stops it',
    load: () => import('./commands/start.ts'),
  },
}
