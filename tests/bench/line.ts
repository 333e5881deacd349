import { z } from 'zod'
import { readProgramLine } from '../../bin/program-line.ts'
import { type FigureName, figures } from './figures.ts'

const count = z.int().min(1).max(10_000_000)

const line = {
  name: 'npm run bench --',
  summary: 'measure cohorts against their rivals and plain SQL: one JSON line per figure',
  options: {
    quick: { type: 'boolean', summary: 'two repetitions, the best rival only, fewer customers' },
    only: {
      type: 'string',
      value: 'name,…',
      summary: 'only figures whose names begin so',
      schema: z.string().refine((text) => chosen(text).length > 0, {
        error: `the beginning of a figure’s name (${Object.keys(figures).join(', ')})`,
      }),
    },
    repetitions: {
      type: 'number',
      value: 'n',
      schema: z.int().min(1).max(100),
      summary: 'how often each is measured: 5, or 2 with --quick',
    },
    large: {
      type: 'number',
      value: 'n',
      schema: count,
      default: 1_000_000,
      summary: 'customers of the part with a million',
    },
  },
  examples: [
    'npm run bench -- --quick',
    'npm run bench -- --only million --large 20000',
    'npm run bench -- data --help      customer data: imports, segments, scores',
    'npm run bench -- designer --help  the web application, in a browser',
    'npm run bench -- tune --help      the settings of the rivals',
  ],
} as const

/** What `npm run bench` is to measure, and how; ends the process where the line is wrong. */
export function readBenchLine() {
  const { options } = readProgramLine(line)
  const { quick, large, only, repetitions = quick ? 2 : 5 } = options
  const names = chosen(only)
  return { quick, large, repetitions, wants: (figure: FigureName) => names.includes(figure) }
}

/** The line of `npm run bench -- data`. */
export function readDataLine(words: readonly string[]): { readonly customers: number } {
  const { options } = readProgramLine(
    {
      name: 'npm run bench -- data',
      summary:
        'measure imports, segments and scores on a generated house with ten purchases a customer',
      options: {
        customers: {
          type: 'number',
          value: 'n',
          schema: count,
          default: 1_000_000,
          summary: 'customers of the house',
        },
      },
      examples: ['npm run bench -- data', 'npm run bench -- data --customers 100000'],
    },
    words,
  )
  return options
}

/** The line of the parts that know only how thorough to be. */
export function readQuickLine(
  part: 'designer' | 'tune',
  words: readonly string[],
): { readonly quick: boolean } {
  const summaries = {
    designer: 'measure the web application in a real browser, alone',
    tune: 'try settings of the Temporal SDK for every rival: customers a second with each',
  }
  const { options } = readProgramLine(
    {
      name: `npm run bench -- ${part}`,
      summary: summaries[part],
      options: { quick: { type: 'boolean', summary: 'see that it runs: short and few' } },
      examples: [`npm run bench -- ${part}`, `npm run bench -- ${part} --quick`],
    },
    words,
  )
  return options
}

function chosen(only: string | undefined): readonly string[] {
  const names = Object.keys(figures)
  if (only === undefined) return names
  const beginnings = only.split(',').filter(Boolean)
  return names.filter((name) => beginnings.some((beginning) => name.startsWith(beginning)))
}
