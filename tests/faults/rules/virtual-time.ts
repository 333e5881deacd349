import { groupBy } from './evidence.ts'
import type { ClockSetting } from './memory.ts'

export interface VirtualTimes {
  /** The instants a run's clock showed within `sinceMs` before the real instant `at`: one, or more where it was set meanwhile. */
  at(run: number, at: number, sinceMs: number): readonly number[]
}

/** How the clocks of real runs were set, each time at the instant at which that was committed. */
export function clocksOf(rows: readonly ClockSetting[]): VirtualTimes {
  const perRun = groupBy(rows, (row) => row.run)
  return {
    at(run, at, sinceMs) {
      const settings = [{ offset_ms: 0, at: Number.NEGATIVE_INFINITY }, ...(perRun.get(run) ?? [])]
      const first = settings.findLastIndex((s) => s.at <= at - sinceMs)
      return settings
        .slice(first)
        .filter((s) => s.at <= at)
        .map((s) => at + s.offset_ms)
    },
  }
}
