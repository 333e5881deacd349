import type { Db } from '../../../db/schema.ts'
import type { GeneratedFiles } from './generate.ts'

/** One measurement on the generated house; parts run in their order and find what those before them left. */
export type DataPart = (house: House) => Promise<void>

export interface House {
  readonly db: Db
  readonly files: GeneratedFiles
  readonly customers: number
  /** The instant at which everything is measured: the day after the last purchase. */
  readonly now: number
  /** Prints the line of a figure. */
  print(figure: DataFigure, value: number): void
}

/** Figures of `npm run bench -- data` with their units and goals. */
export const dataFigures = {
  copy_s: { unit: 's' },
  copy_cpu_s: { unit: 's' },
  import_s_customers: { unit: 's' },
  import_s_purchases: { unit: 's' },
  import_cpu_s: { unit: 's' },
  import_over_copy: { unit: 'ratio', atLeast: 0.5 },
  import_peak_rss_mb: { unit: 'MB' },
  events_ingested_per_s: { unit: '/s' },
  segment_over_best_sql: { unit: 'ratio', atMost: 1.2 },
  segment_live_count_ms_p95: { unit: 'ms', atMost: 500 },
  segment_exact_count_ms_p95: { unit: 'ms' },
  profile_page_ms_p95: { unit: 'ms', atMost: 50 },
  score_fit_s: { unit: 's' },
} as const satisfies Record<string, { unit: string; atLeast?: number; atMost?: number }>

export type DataFigure = keyof typeof dataFigures
