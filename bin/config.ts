import { resolve } from 'node:path'
import { z } from 'zod'
import { SetupError } from '../local/setup-error.ts'

/** The folder of the project: relative paths in variables start here. */
export const projectFolder = resolve(import.meta.dirname, '..')

const flag = z.enum(['on', 'off'])
const path = z
  .string()
  .min(1)
  .transform((value) => resolve(projectFolder, value))
const url = (...schemes: string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol))
const count = (from: number, to: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to))
const address = z.string().regex(/^[^\s:/]+:\d{1,5}$/)

interface Variable<Schema extends z.ZodType> {
  readonly schema: Schema
  /** What it settles, for the documentation. */
  readonly meaning: string
  /** What a right value looks like; completes the sentence “It must be …”. */
  readonly expected: string
  /** As it would be written in the environment. */
  readonly standard?: string
  /** Never printed. */
  readonly secret?: true
}

const variable = <const Definition extends Variable<z.ZodType>>(definition: Definition) =>
  definition

/** Every environment variable that Dasi reads, in the order of the documentation. */
export const variables = {
  HOST: variable({
    schema: z.string().regex(/^\S+$/),
    meaning: 'Address the web server listens on. The standard admits this machine alone.',
    expected: 'a host name or an IP address, for example 0.0.0.0',
    standard: '127.0.0.1',
  }),
  PORT: variable({
    schema: count(0, 65_535),
    meaning: 'Port the web server listens on; 0 takes any free one.',
    expected: 'a whole number from 0 to 65535',
    standard: '4400',
  }),
  PUBLIC_URL: variable({
    schema: url('http:', 'https:').transform((value) => value.replace(/\/+$/, '')),
    meaning:
      'Address under which people and links reach Dasi. Without it, `http://localhost:PORT`.',
    expected: 'an address such as https://dasi.example.com',
  }),
  DASI_HOME: variable({
    schema: path,
    meaning: 'Folder for the embedded services, their data and their logs.',
    expected: 'the path of a folder',
    standard: '.dasi',
  }),
  DASI_CACHE: variable({
    schema: path,
    meaning: 'Folder for programs that were fetched. Without it, `cache` in DASI_HOME.',
    expected: 'the path of a folder',
  }),
  DASI_DEMO: variable({
    schema: flag,
    meaning:
      'Whether the start fills an empty installation with a demonstration. Without it, on for the embedded database only.',
    expected: 'on or off',
  }),
  WORKERS: variable({
    schema: count(1, 64),
    meaning:
      'Worker processes that `npm start` keeps running. Without it, one for every core, four at most.',
    expected: 'a whole number from 1 to 64',
  }),
  DATABASE_URL: variable({
    schema: url('postgres:', 'postgresql:'),
    meaning:
      'PostgreSQL 15 or newer. Without it, `npm start` runs its own. For TLS add `?sslmode=verify-full`, with `&sslrootcert=` (and `sslcert=`, `sslkey=`) naming PEM files.',
    expected: 'an address such as postgres://user:password@host:5432/dasi',
    secret: true,
  }),
  DATABASE_POOL: variable({
    schema: count(1, 500),
    meaning: 'Connections to PostgreSQL that each process may open.',
    expected: 'a whole number from 1 to 500',
    standard: '10',
  }),
  TEMPORAL_ADDRESS: variable({
    schema: address,
    meaning: 'Temporal service. Without it, `npm start` runs a development server of its own.',
    expected: 'host and port, for example temporal.example.com:7233',
  }),
  TEMPORAL_NAMESPACE: variable({
    schema: z.string().regex(/^[\w.-]+$/),
    meaning: 'Namespace in the Temporal service.',
    expected: 'a name of letters, digits, dots and hyphens',
    standard: 'default',
  }),
  TEMPORAL_PREFIX: variable({
    schema: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    meaning:
      'Begins the names of task queues and workflows; keeps installations apart that share a namespace.',
    expected: 'up to 40 small letters, digits and hyphens, beginning with a letter',
    standard: 'dasi',
  }),
  TEMPORAL_API_KEY: variable({
    schema: z.string().regex(/^\S+$/),
    meaning: 'Key for a Temporal service that asks for one.',
    expected: 'a key without spaces',
    secret: true,
  }),
  TEMPORAL_TLS: variable({
    schema: flag,
    meaning:
      'Whether to speak TLS with Temporal. Without it, on when there is a key or a certificate.',
    expected: 'on or off',
  }),
  TEMPORAL_TLS_CA: variable({
    schema: path,
    meaning:
      'Certificate of the authority that signed Temporal’s. Without it, those the system trusts.',
    expected: 'the path of a PEM file',
  }),
  TEMPORAL_TLS_CERT: variable({
    schema: path,
    meaning: 'Certificate by which a Temporal service knows us, with TEMPORAL_TLS_KEY.',
    expected: 'the path of a PEM file',
  }),
  TEMPORAL_TLS_KEY: variable({
    schema: path,
    meaning: 'Private key of TEMPORAL_TLS_CERT.',
    expected: 'the path of a PEM file',
  }),
  TEMPORAL_TLS_NAME: variable({
    schema: z.string().regex(/^[\w.-]+$/),
    meaning: 'Name in Temporal’s certificate, if it is not the host of TEMPORAL_ADDRESS.',
    expected: 'a host name, for example temporal.example.com',
  }),
  TEMPORAL_CLI: variable({
    schema: path,
    meaning:
      'The program `temporal` to run as development server. Without it, one is looked for, then fetched.',
    expected: 'the path of a program',
  }),
  TEMPORAL_UI_PORT: variable({
    schema: count(1, 65_535),
    meaning: 'Port for the web page of the embedded Temporal server. Without it, none is served.',
    expected: 'a whole number from 1 to 65535',
  }),
  SMTP_URL: variable({
    schema: url('smtp:', 'smtps:'),
    meaning: 'Mail server for e-mails. Without it, the channel is not set up.',
    expected: 'an address such as smtp://user:password@host:587',
    secret: true,
  }),
  MAIL_FROM: variable({
    schema: z.string().regex(/@/),
    meaning: 'Sender of e-mails.',
    expected: 'a mail address such as "Shop <shop@example.com>"',
    standard: 'Dasi <dasi@localhost>',
  }),
  SMS_URL: variable({
    schema: url('http:', 'https:'),
    meaning: 'Gateway for text messages. Without it, the channel is not set up.',
    expected: 'an address such as https://sms.example.com/send',
  }),
  SMS_KEY: variable({
    schema: z.string().regex(/^\S+$/),
    meaning: 'Key for the gateway of text messages.',
    expected: 'a key without spaces',
    secret: true,
  }),
  LETTER_DIR: variable({
    schema: path,
    meaning:
      'Folder that receives the files for letters and outside call centres. Without it, `letters` in DASI_HOME.',
    expected: 'the path of a folder',
  }),
  LOG_LEVEL: variable({
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    meaning: 'How much the processes log.',
    expected: 'debug, info, warn, error or silent',
    standard: 'info',
  }),
} as const

type Value<Name extends keyof typeof variables> = z.output<(typeof variables)[Name]['schema']>
type Standard = { readonly standard: string }
type Settings = {
  readonly [Name in keyof typeof variables]: (typeof variables)[Name] extends Standard
    ? Value<Name>
    : Value<Name> | undefined
}

/** The settings of this process, by the names of the environment; paths are absolute. */
export interface Config extends Settings {
  readonly PUBLIC_URL: string
  readonly DASI_CACHE: string
  readonly DASI_DEMO: 'on' | 'off'
  readonly LETTER_DIR: string
}

/** Reads the environment; a wrong value stops the start, naming every wrong variable and its remedy. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries(variables) as [string, Variable<z.ZodType>][]) {
    // An empty variable means: not set. Containers and shells cannot unset what they inherit.
    const text = environment[name]?.trim() || definition.standard
    if (text === undefined) continue
    const parsed = definition.schema.safeParse(text)
    if (parsed.success) values[name] = parsed.data
    else problems.push(problem(name, text, definition))
  }
  if (problems.length > 0) throw new SetupError(problems.join('\n'))
  const settings = values as Settings
  return {
    ...settings,
    PUBLIC_URL: settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    DASI_DEMO: settings.DASI_DEMO ?? (settings.DATABASE_URL ? 'off' : 'on'),
    DASI_CACHE: settings.DASI_CACHE ?? resolve(settings.DASI_HOME, 'cache'),
    LETTER_DIR: settings.LETTER_DIR ?? resolve(settings.DASI_HOME, 'letters'),
  }
}

function problem(name: string, text: string, { expected, secret }: Variable<z.ZodType>): string {
  const value = secret ? 'has a value that Dasi cannot use' : `is "${text}"`
  return `The environment variable ${name} ${value}. It must be ${expected}; set it so, or unset it.`
}

/** The table of all variables for docs/operations.md. */
export function variablesAsMarkdown(): string {
  const rows = Object.entries(variables as Record<string, Variable<z.ZodType>>).map(
    ([name, { meaning, standard, expected }]) =>
      `| \`${name}\` | ${meaning} | ${standard ? `\`${standard}\`` : '–'} | ${expected} |`,
  )
  return ['| variable | meaning | standard | must be |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  )
}
