import { parseArgs } from 'node:util'
import { type CommandLine, type Option, type Options, UsageError } from './command.ts'
import { nearest } from './nearest.ts'

/** The option that every program has. */
export const helpOption = {
  help: { type: 'boolean', short: 'h', summary: 'show this help' },
} as const satisfies Options

/** Options that every command has. */
export const commonOptions = {
  json: { type: 'boolean', summary: 'print the result, or the error, as JSON' },
  ...helpOption,
} as const satisfies Options

type Value = string | number | boolean
type Values = Record<string, Value | readonly string[] | undefined>

/** Reads the words after the command's name; throws a UsageError that names the word and the remedy. */
export function parseArguments(
  line: CommandLine,
  words: readonly string[],
  common: Options = commonOptions,
): { options: Values; positionals: string[] } {
  const table: Options = { ...line.options, ...common }
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(Object.entries(table).map(([name, o]) => [name, shape(o)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const options = defaults(table)
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const value = readOption(table, token)
    const before = options[token.name]
    options[token.name] = Array.isArray(before) ? [...before, String(value)] : value
  }
  if (options['help'] !== true) checkComplete(line, options, positionals)
  return { options, positionals }
}

function shape({ type, short }: Option): { type: 'string' | 'boolean'; short?: string } {
  return { type: type === 'boolean' ? 'boolean' : 'string', ...(short ? { short } : {}) }
}

function defaults(table: Options): Values {
  const entries = Object.entries(table).map(([name, option]) => [
    name,
    option.repeats ? [] : (option.default ?? (option.type === 'boolean' ? false : undefined)),
  ])
  return Object.fromEntries(entries) as Values
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

function readOption(table: Options, { name, rawName, value }: OptionToken): Value {
  const option = Object.hasOwn(table, name) ? table[name] : undefined
  if (!option) {
    const near = nearest(name, Object.keys(table))
    throw new UsageError(`There is no option ${rawName}.${near ? ` Did you mean --${near}?` : ''}`)
  }
  if (option.type === 'boolean') {
    if (value === undefined) return true
    throw new UsageError(`The option ${rawName} takes no value, but was given "${value}".`)
  }
  if (value === undefined || value === '') {
    throw new UsageError(
      `The option ${rawName} needs a value: ${rawName} <${option.value ?? name}>.`,
    )
  }
  const read = option.type === 'number' ? Number(value) : value
  const wanted = option.type === 'number' && !isNumber(value) ? 'a number' : wish(option, read)
  if (wanted === undefined) return read
  throw new UsageError(`The option ${rawName} needs ${wanted}, but was given "${value}".`)
}

/** Written out in digits: what JavaScript takes beyond that, such as 0x10 or a space, is a mistake here. */
function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?(?:e\d+)?$/i.test(text)
}

/** What the schema wants instead of the value; undefined when it takes it. */
function wish({ schema }: Option, value: unknown): string | undefined {
  const issue = schema?.safeParse(value).error?.issues[0]
  if (issue?.code === 'too_small') return `a value not below ${issue.minimum}`
  if (issue?.code === 'too_big') return `a value not above ${issue.maximum}`
  if (issue?.code === 'invalid_value') return `one of ${issue.values.join(', ')}`
  if (issue?.code !== 'invalid_type') return issue?.message
  return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`
}

function checkComplete(line: CommandLine, options: Values, positionals: readonly string[]): void {
  for (const [name, option] of Object.entries(line.options ?? {})) {
    if (option.required && options[name] === undefined) {
      throw new UsageError(`The option --${name} is missing: --${name} <${option.value ?? name}>.`)
    }
  }
  const expected = line.arguments ?? []
  const missing = expected.slice(positionals.length).find((name) => !name.includes('?'))
  if (missing) throw new UsageError(`The argument <${missing.replace('...', '')}> is missing.`)
  const surplus = positionals[expected.length]
  if (surplus !== undefined && !expected.at(-1)?.includes('...')) {
    throw new UsageError(`The argument "${surplus}" is one too many.`)
  }
}
