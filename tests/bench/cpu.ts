import { readdirSync, readFileSync } from 'node:fs'

/** CPU seconds used so far by the processes below this one, by kind; all zero where /proc is missing. */
export interface CpuSeconds {
  /** This process and its children that run JavaScript. */
  readonly node: number
  readonly postgres: number
  readonly temporal: number
}

const ticksPerSecond = 100

/** Scheduling on a shared machine hardly touches CPU time, so it compares where seconds of the clock do not. */
export function cpuSeconds(root = process.pid): CpuSeconds {
  const processes = readProcesses()
  const ours = new Set([root])
  // A parent may come after its child in the list: repeat until nobody joins.
  for (let size = 0; size !== ours.size; ) {
    size = ours.size
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid)
  }
  const used = { node: 0, postgres: 0, temporal: 0 }
  for (const { pid, name, seconds } of processes) {
    if (!ours.has(pid)) continue
    if (name.startsWith('postgres')) used.postgres += seconds
    else if (name.startsWith('temporal')) used.temporal += seconds
    else used.node += seconds
  }
  return used
}

/** CPU seconds of one process alone. */
export function cpuSecondsOf(pid: number): number {
  return readStat(pid)?.seconds ?? Number.NaN
}

/** Resident memory of a process, MiB. */
export function rssMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}

export function difference(later: CpuSeconds, earlier: CpuSeconds): CpuSeconds {
  return {
    node: later.node - earlier.node,
    postgres: later.postgres - earlier.postgres,
    temporal: later.temporal - earlier.temporal,
  }
}

export function total({ node, postgres, temporal }: CpuSeconds): number {
  return node + postgres + temporal
}

interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  readonly name: string
  /** Its own, and those of its children that have ended. */
  readonly seconds: number
}

function readProcesses(): ProcessFacts[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? [])
}

function readStat(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    const ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0)
    return {
      pid,
      parent: Number(fields[1]),
      name: stat.slice(stat.indexOf('(') + 1, end),
      seconds: ticks / ticksPerSecond,
    }
  } catch {
    // It ended while the list was read.
    return null
  }
}
