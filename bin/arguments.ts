import { parseArgs } from 'node:util'
import { type Command, type Option, type Options, UsageError } from './command.ts'
import { nearest } from './nearest.ts'

/** Options that every command has. */
export const commonOptions = {
  json: { type: 'boolean', summary: 'print the result, or the error, as JSON' },
  help: { type: 'boolean', short: 'h', summary: 'show this help' },
} as const satisfies Options

type Values = Record<string, string | number | boolean | undefined>

/** Reads the words after the command's name; throws a UsageError that names the word and the remedy. */
export function parseArguments(
  command: Command,
  words: readonly string[],
): { options: Values; positionals: string[] } {
  const table: Options = { ...command.options, ...commonOptions }
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
    if (token.kind === 'option') options[token.name] = readOption(table, token)
  }
  if (options['help'] !== true) checkComplete(command, options, positionals)
  return { options, positionals }
}

function shape({ type, short }: Option): { type: 'string' | 'boolean'; short?: string } {
  return { type: type === 'boolean' ? 'boolean' : 'string', ...(short ? { short } : {}) }
}

function defaults(table: Options): Values {
  const entries = Object.entries(table).map(([name, option]) => [
    name,
    option.default ?? (option.type === 'boolean' ? false : undefined),
  ])
  return Object.fromEntries(entries) as Values
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

function readOption(
  table: Options,
  { name, rawName, value }: OptionToken,
): string | number | boolean {
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
  if (option.type === 'string') return value
  const number = Number(value)
  if (Number.isFinite(number)) return number
  throw new UsageError(`The option ${rawName} needs a number, but was given "${value}".`)
}

function checkComplete(command: Command, options: Values, positionals: readonly string[]): void {
  for (const [name, option] of Object.entries(command.options ?? {})) {
    if (option.required && options[name] === undefined) {
      throw new UsageError(`The option --${name} is missing: --${name} <${option.value ?? name}>.`)
    }
  }
  const expected = command.arguments ?? []
  const missing = expected.slice(positionals.length).find((name) => !name.includes('?'))
  if (missing) throw new UsageError(`The argument <${missing.replace('...', '')}> is missing.`)
  const surplus = positionals[expected.length]
  if (surplus !== undefined && !expected.at(-1)?.includes('...')) {
    throw new UsageError(`The argument "${surplus}" is one too many.`)
  }
}
