import { pino } from 'pino'

export type Log = ReturnType<typeof createLog>

/** One JSON line per entry on stdout. Fields hold ids and codes, never personal data. */
export function createLog(level: string, process: string) {
  return pino({ level, base: { process } })
}
