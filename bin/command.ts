import type { z } from 'zod'
import type { Context } from './context.ts'

export interface Option {
  readonly type: 'string' | 'number' | 'boolean'
  readonly summary: string
  /** One letter. */
  readonly short?: string
  /** What stands for the value in the help, for example `file`. */
  readonly value?: string
  readonly default?: string | number | boolean
  readonly required?: true
  /** What a value must be beyond its type; checked before anything is done. */
  readonly schema?: z.ZodType
  /** Of a string: it may be given more than once, and `run` gets all of its values. */
  readonly repeats?: true
}
export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O['type'] extends 'string'
  ? O extends { repeats: true }
    ? readonly string[]
    : string
  : O['type'] extends 'number'
    ? number
    : boolean
type IsThere<O extends Option> = O extends
  | { required: true }
  | { repeats: true }
  | { default: unknown }
  ? true
  : O['type'] extends 'boolean'
    ? true
    : false
export type OptionValues<Table extends Options> = {
  readonly [Name in keyof Table]: IsThere<Table[Name]> extends true
    ? ValueOf<Table[Name]>
    : ValueOf<Table[Name]> | undefined
}

/** What a command line may say: as much as its help and its checks need. */
export interface CommandLine<Table extends Options = Options> {
  /** The words after `dasi`, as in bin/command-table.ts; of another program, all words before its arguments. */
  readonly name: string
  readonly summary: string
  /** The arguments in order, for example `['file']`; a name with `?` may be missing, with `...` may repeat. */
  readonly arguments?: readonly string[]
  readonly options?: Table
  /** Whole command lines that work; shown by --help. */
  readonly examples: readonly string[]
}

/** The words after the name, checked. */
export interface CommandArguments<Table extends Options = Options> {
  readonly options: OptionValues<Table>
  readonly positionals: readonly string[]
}

export interface Command<Table extends Options = Options> extends CommandLine<Table> {
  /** Does it; what it throws is printed as one sentence. The number, if any, is the exit code. */
  run(context: Context, args: CommandArguments<Table>): Promise<number | undefined> | Promise<void>
}

/** Gives `run` the types of its options; and forgets them for the table of commands. */
export function defineCommand<const Table extends Options>(command: Command<Table>): Command {
  return command as unknown as Command
}

/** The command line does not say what it must: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
