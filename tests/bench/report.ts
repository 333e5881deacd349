import { type FigureLine, type FigureName, figures, type Goal, wording } from './figures.ts'
import { round, summarise } from './statistics.ts'

/** What figures were measured on, and how. */
export interface MachineFacts {
  readonly cores: number
  readonly memory_gib: number
  readonly node: string
  readonly postgresql: string
  readonly temporal: string
  readonly fsync: string
  readonly temporal_store: 'file'
}

export interface Measured {
  /** One per repetition. */
  readonly values: readonly number[]
  /** Customers, requests or messages of one repetition. */
  readonly n: number
  /** Differs from that of the published figure only where a part is measured in another one. */
  readonly unit?: string
}

export interface Report {
  /** Prints the line of a figure, or of a part of one. */
  add(line: FigureLine, measured: Measured): void
  /** What goes wrong or takes long is said beside the figures. */
  note(text: string): void
  /** Published figures that missed their goals, worded. */
  misses(): readonly string[]
}

/** One JSON line per figure on standard output, as soon as it is known; everything else on standard error. */
export function createReport(
  machine: MachineFacts,
  write: { line(text: string): void; note(text: string): void } = toConsole,
): Report {
  const misses: string[] = []
  return {
    add(line, { values, n, unit }) {
      const { value, spread } = summarise(values)
      const kind = kindOf(line)
      write.line(
        JSON.stringify({
          figure: line,
          value: round(value),
          unit: unit ?? kind.unit,
          n,
          spread,
          machine: { ...machine, repetitions: values.length },
        }),
      )
      const goal = line in figures ? kind.goal : undefined
      if (goal && !reaches(value, goal))
        misses.push(`${line}: ${round(value)}, the goal is ${wording(goal)}`)
    },
    note: write.note,
    misses: () => misses,
  }
}

const toConsole = {
  line: (text: string) => console.log(text),
  note: (text: string) => console.error(text),
}

const names = Object.keys(figures) as FigureName[]

/** The published figure that a line belongs to: the longest name it begins with. */
function kindOf(line: FigureLine): { readonly unit: string; readonly goal?: Goal } {
  const [name] = names.filter((n) => line.startsWith(n)).sort((a, b) => b.length - a.length)
  if (!name) throw new Error(`No figure is called ${line}`)
  return figures[name]
}

function reaches(value: number, goal: Goal): boolean {
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost
}
