import { helpOption, parseArguments } from './arguments.ts'
import { type CommandArguments, type CommandLine, type Options, UsageError } from './command.ts'
import { describeCommand } from './help.ts'

/**
 * Reads the command line of a program that is not one of `dasi`, before it starts anything. --help prints what the program
 * takes and ends it with 0; anything it does not take ends it with 2 and one line that says why.
 */
export function readProgramLine<const Table extends Options>(
  line: CommandLine<Table>,
  words: readonly string[] = process.argv.slice(2),
): CommandArguments<Table> {
  try {
    const read = parseArguments(line, words, helpOption)
    // The values were checked against the very table that the type comes from.
    if (read.options['help'] !== true) return read as unknown as CommandArguments<Table>
    process.stdout.write(`${describeCommand(line, { program: '', common: helpOption })}\n`)
    process.exit(0)
  } catch (error) {
    refuse(error, line)
  }
}

/** Ends the program as `readProgramLine` does, for what only the program itself can find wrong with its command line. */
export function refuse(error: unknown, { name }: Pick<CommandLine, 'name'>): never {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message} See ${name} --help.\n`)
  process.exit(2)
}
