import { styleText } from 'node:util'

/** Writes one line of a process for people. */
export type LineWriter = (line: string) => void

const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning',
  50: 'error',
  60: 'fatal',
}
const fixed = new Set(['level', 'time', 'pid', 'hostname', 'name', 'process', 'msg', 'v', 'err'])

/** Prefixes lines with the name of their process; JSON lines of pino become `time name message key=value`. */
export function lineWriter(
  name: string,
  { write, color }: { write: (text: string) => unknown; color: boolean },
): LineWriter {
  const label = name.padEnd(8)
  const prefix = color ? styleText('cyan', label) : label
  return (line) => write(`${prefix} ${readable(line)}\n`)
}

function readable(line: string): string {
  const record = parseRecord(line)
  if (!record) return line
  const level = levels[Number(record['level'])] ?? ''
  const time = typeof record['time'] === 'number' ? clock(record['time']) : ''
  const rest = Object.entries(record)
    .filter(([key]) => !fixed.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  const error = record['err'] as { message?: string; stack?: string } | undefined
  const parts = [time, level && `${level}:`, record['msg'], ...rest, error?.stack ?? error?.message]
  return parts.filter(Boolean).join(' ')
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}
