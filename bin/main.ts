import { describeForOperator } from '../db/pg-error.ts'
import { SetupError } from '../local/setup-error.ts'
import { describeSystemError } from '../local/system-error.ts'
import { Failure } from '../schemas/failure.ts'
import { parseArguments } from './arguments.ts'
import { type Command, UsageError } from './command.ts'
import { type CommandEntry, commandTable } from './command-table.ts'
import { readConfig } from './config.ts'
import { createContext } from './context.ts'
import { describeCommand, describeCommands } from './help.ts'
import { nearest } from './nearest.ts'
import { createOutput } from './output.ts'

export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly signal: AbortSignal
  /** The commands; those of Dasi unless a test brings its own. */
  readonly commands?: Readonly<Record<string, CommandEntry>>
}

/** Runs one command line and answers the exit code: 0 done, 1 refused or failed, 2 wrong command line. */
export async function main(words: readonly string[], world: World): Promise<number> {
  const json = words.includes('--json')
  const out = createOutput({ json, stdout: world.stdout, stderr: world.stderr })
  const table = world.commands ?? commandTable
  try {
    const found = findCommand(words, table)
    if (found.help) {
      out.result(Object.keys(found.help), () => describeCommands(found.help))
      return found.asked ? 0 : 2
    }
    const { command } = await found.entry.load()
    const args = parseArguments(command, found.rest)
    if (args.options['help'] === true) {
      out.result(command, () => describeCommand(command))
      return 0
    }
    return await runCommand(command, args, { world, out })
  } catch (error) {
    const { code, message, exitCode } = explain(error)
    world.stderr.write(`${json ? JSON.stringify({ error: { code, message } }) : message}\n`)
    return exitCode
  }
}

async function runCommand(
  command: Command,
  args: ReturnType<typeof parseArguments>,
  { world, out }: { world: World; out: ReturnType<typeof createOutput> },
): Promise<number> {
  const config = readConfig(world.environment)
  const { context, close } = createContext({ config, out, signal: world.signal })
  try {
    // The values were checked against the command's own table of options.
    const checked = args as Parameters<Command['run']>[1]
    return (await command.run(context, checked)) ?? 0
  } finally {
    await close()
  }
}

type Table = Readonly<Record<string, CommandEntry>>
type Found =
  | { help: Table; asked: boolean }
  | { help?: undefined; entry: CommandEntry; rest: readonly string[] }

/** The longest name that the words begin with. */
function findCommand(words: readonly string[], table: Table): Found {
  const plain = words.findIndex((word) => word.startsWith('-'))
  const leading = plain === -1 ? words : words.slice(0, plain)
  for (let length = leading.length; length > 0; length--) {
    const entry = table[leading.slice(0, length).join(' ')]
    if (entry) return { entry, rest: words.slice(length) }
  }
  const asked = words.includes('--help') || words.includes('-h') || leading[0] === 'help'
  const wanted = leading.filter((word) => word !== 'help').join(' ')
  const group = Object.entries(table).filter(([name]) => name.startsWith(wanted && `${wanted} `))
  if (group.length > 0) return { help: Object.fromEntries(group), asked }
  const near = nearestCommand(leading, table)
  throw new UsageError(
    `There is no command "dasi ${wanted}".${near ? ` Did you mean "dasi ${near}"?` : ' See dasi --help.'}`,
  )
}

/** Compares each name with as many of the words as it has itself, for arguments may follow. */
function nearestCommand(words: readonly string[], table: Table): string | undefined {
  const names = Object.keys(table)
  for (const length of [3, 2, 1]) {
    const candidates = names.filter((name) => name.split(' ').length === length)
    const near = nearest(words.slice(0, length).join(' '), candidates)
    if (near) return near
  }
  return undefined
}

function explain(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof UsageError) return { code: 'USAGE', message: error.message, exitCode: 2 }
  if (error instanceof SetupError) return { code: 'SETUP', message: error.message, exitCode: 1 }
  if (error instanceof Failure) return { code: error.code, message: error.message, exitCode: 1 }
  const outside = describeSystemError(error) ?? describeForOperator(error)
  if (outside !== undefined) return { code: 'SYSTEM', message: outside, exitCode: 1 }
  // Our own mistake: the stack is what helps.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'BUG', message: text, exitCode: 1 }
}
