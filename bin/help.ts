import { commonOptions } from './arguments.ts'
import type { CommandLine, Option, Options } from './command.ts'
import type { CommandEntry } from './command-table.ts'

/** All commands, or those that begin with the given words. */
export function describeCommands(table: Readonly<Record<string, CommandEntry>>): string {
  const rows = Object.entries(table).map(([name, { summary }]) => [name, summary] as const)
  return [
    'Dasi runs campaign flows: win customers back, nobody contacted twice, nobody lost.',
    '',
    'Usage: dasi <command> [arguments] [options]',
    '',
    ...columns(rows),
    '',
    'Each command explains itself: dasi <command> --help. All understand --json.',
    'The exit code is 0 for done, 1 for refused or failed, 2 for a wrong command line.',
  ].join('\n')
}

/** One command of `dasi`; with a `program` of its own, any other. */
export function describeCommand(
  command: CommandLine,
  { program = 'dasi ', common = commonOptions }: { program?: string; common?: Options } = {},
): string {
  const words = (command.arguments ?? []).map(showArgument)
  const options = Object.entries({ ...command.options, ...common }) as [string, Option][]
  return [
    sentence(command.summary),
    '',
    `Usage: ${program}${[command.name, ...words, '[options]'].join(' ')}`,
    '',
    ...columns(options.map(([name, option]) => [showOption(name, option), showSummary(option)])),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n')
}

function showArgument(name: string): string {
  const bare = name.replace(/[?.]+$/, '')
  const repeated = name.includes('...') ? '...' : ''
  return name.includes('?') ? `[<${bare}>${repeated}]` : `<${bare}>${repeated}`
}

function showOption(name: string, { short, type, value }: Option): string {
  const argument = type === 'boolean' ? '' : ` <${value ?? (type === 'number' ? 'number' : name)}>`
  return `${short ? `-${short}, ` : ''}--${name}${argument}`
}

function showSummary({ summary, default: standard, required, repeats }: Option): string {
  if (repeats) return `${summary} (may repeat)`
  if (required) return `${summary} (required)`
  return standard === undefined || standard === false
    ? summary
    : `${summary} (standard: ${standard})`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
}
