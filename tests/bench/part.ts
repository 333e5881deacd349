import type { FigureName } from './figures.ts'
import type { Machine } from './machine.ts'
import type { Report } from './report.ts'

export interface MeasureOptions {
  /** Two repetitions, fewer customers, nothing that takes minutes. */
  readonly quick: boolean
  readonly repetitions: number
  /** Customers of the part with a million: fewer only to see that it runs. */
  readonly large: number
  /** Whether a figure was asked for. */
  wants(figure: FigureName): boolean
}

/** Figures that are measured together. */
export interface Part {
  readonly figures: readonly FigureName[]
  measure(machine: Machine, report: Report, options: MeasureOptions): Promise<void>
}
