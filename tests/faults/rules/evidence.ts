import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import pg from 'pg'
import type { LostTime } from './memory.ts'

export type Channel = 'email' | 'sms' | 'letter' | 'call'

/** One acceptance, as a provider wrote it down before it answered. */
export interface LedgerLine {
  readonly channel: Channel
  /** Outward id of the contact; for a call with the number of the attempt behind it. */
  readonly id: string
  /** The provider's own real time, epoch milliseconds. */
  readonly at: number
  /** File and line number, for reports. */
  readonly where: string
}

/** The contact that a line is about. */
export function outwardOf({ id }: LedgerLine): string {
  return id.split('#')[0] ?? id
}

/** An event that was answered 2xx, and when. */
export interface Heard {
  readonly source: string
  readonly eventId: string
  readonly at: number
  readonly where: string
}

/** All that the rules may look at: what providers wrote down, what was answered 2xx, and the database. */
export interface Evidence {
  /** As it was before the snapshot: the database knows all of this. */
  readonly ledger: readonly LedgerLine[]
  /** As it was after the snapshot: it holds all that the database knows. */
  readonly laterLedger: readonly LedgerLine[]
  readonly heard: readonly Heard[]
  /** Times that a restore took from the database, each with what it knew before. */
  readonly lost: readonly LostTime[]
  /** Time-out of a chunk on the network. */
  readonly sendTimeoutMs: number
  /** Every run has ended: nothing may be under way any more. */
  readonly atEnd: boolean
  readonly query: <Row>(statement: string, values?: readonly unknown[]) => Promise<readonly Row[]>
}

export interface Breach {
  /** 1–6, as in the documentation. */
  readonly rule: number
  /** What was promised and does not hold. */
  readonly promise: string
  /** Where: the intent, the lines, the numbers. */
  readonly found: string
}

export interface Rule {
  readonly no: number
  readonly name: string
  check(evidence: Evidence): Promise<readonly Breach[]>
}

const channels = ['email', 'sms', 'letter', 'call'] as const

/** Reads the ledgers of a folder, one file per channel. A half-written last line was never answered. */
export function readLedger(folder: string): LedgerLine[] {
  return channels.flatMap((channel) => {
    const file = `${channel}.jsonl`
    if (!existsSync(join(folder, file))) return []
    return readLines<{ id?: string; key?: string; messageId?: string; at: number }>(
      join(folder, file),
    ).map(({ value, no }) => ({
      channel,
      id: value.id ?? value.key ?? (value.messageId ?? '').replace(/@.*$/, ''),
      at: value.at,
      where: `${file}:${no}`,
    }))
  })
}

export function readLost(file: string): LostTime {
  return JSON.parse(readFileSync(file, 'utf8')) as LostTime
}

export function readHeard(file: string): Heard[] {
  return readLines<Omit<Heard, 'where'>>(file).map(({ value, no }) => ({
    ...value,
    where: `${basename(file)}:${no}`,
  }))
}

function readLines<T>(file: string): { value: T; no: number }[] {
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .map((line, i) => ({ line, no: i + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, no }) => ({ value: JSON.parse(line) as T, no }))
}

const { builtins } = pg.types
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
])

/** One snapshot of the database for all rules, taken now. */
export async function openSnapshot(
  url: string,
): Promise<{ query: Evidence['query']; close(): Promise<void> }> {
  const client = new pg.Client({
    connectionString: url,
    options: '-c timezone=UTC',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        parsers.get(oid) ?? pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  })
  await client.connect()
  await client.query('begin transaction isolation level repeatable read read only')
  // PostgreSQL takes the snapshot with the first statement.
  await client.query('select 1')
  return {
    query: async (statement, values = []) => (await client.query(statement, [...values])).rows,
    close: () => client.end(),
  }
}

export function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
