import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { defineCommand } from '../../bin/command.ts'
import { type CommandEntry, commandTable } from '../../bin/command-table.ts'
import { main } from '../../bin/main.ts'
import { SetupError } from '../../local/setup-error.ts'
import { Failure } from '../../schemas/failure.ts'

const greet = defineCommand({
  name: 'greet warmly',
  summary: 'say hello',
  arguments: ['name', 'more?...'],
  options: {
    times: { type: 'number', summary: 'how often', default: 1 },
    tone: { type: 'string', summary: 'how', value: 'adjective' },
    loud: { type: 'boolean', summary: 'with an exclamation mark', short: 'l' },
    fail: { type: 'string', summary: 'how to fail' },
  },
  examples: ['dasi greet warmly Mina --times 2'],
  async run({ out }, { options, positionals }) {
    if (options.fail === 'setup') throw new SetupError('Something is missing. Get it.')
    if (options.fail === 'failure') throw new Failure('NOT_FOUND', 'There is no Mina.')
    if (options.fail === 'refuse') return 1
    const text = `${positionals.join(' & ')}${options.loud ? '!' : ''} `.repeat(options.times)
    out.result({ text: text.trim(), tone: options.tone }, () => text.trim())
    return undefined
  },
})
const entry: CommandEntry = { summary: greet.summary, load: async () => ({ command: greet }) }
const commands = { 'greet warmly': entry, 'greet coldly': entry }

async function run(line: string, environment: Record<string, string> = {}) {
  let [stdout, stderr] = ['', '']
  const code = await main(line.split(' ').filter(Boolean), {
    environment,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
    commands,
  })
  return { code, stdout, stderr }
}

test('a command gets its arguments and options', async () => {
  expect(await run('greet warmly Mina Jun --times=2 -l')).toEqual({
    code: 0,
    stdout: 'Mina & Jun! Mina & Jun!\n',
    stderr: '',
  })
  expect((await run('greet warmly Mina --tone kind --json')).stdout).toBe(
    '{"text":"Mina","tone":"kind"}\n',
  )
})

test.for([
  [
    'gret warmly Mina',
    'There is no command "dasi gret warmly Mina". Did you mean "dasi greet warmly"?',
  ],
  ['dance', 'There is no command "dasi dance". See dasi --help.'],
  ['greet warmly', 'The argument <name> is missing.'],
  ['greet warmly Mina --lout', 'There is no option --lout. Did you mean --loud?'],
  ['greet warmly Mina --loud=yes', 'The option --loud takes no value, but was given "yes".'],
  ['greet warmly Mina --times many', 'The option --times needs a number, but was given "many".'],
  ['greet warmly Mina --tone', 'The option --tone needs a value: --tone <adjective>.'],
  ['greet warmly Mina --constructor', 'There is no option --constructor.'],
] as const)('“%s” is a wrong command line, explained', async ([line, message]) => {
  expect(await run(line)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` })
})

test('what failed is one sentence and exit code 1, as JSON when asked', async () => {
  expect(await run('greet warmly Mina --fail setup')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Something is missing. Get it.\n',
  })
  expect((await run('greet warmly Mina --fail failure --json')).stderr).toBe(
    '{"error":{"code":"NOT_FOUND","message":"There is no Mina."}}\n',
  )
  expect((await run('greet warmly Mina --fail refuse')).code).toBe(1)
})

test('a wrong environment stops a command, but not its help', async () => {
  const wrong = { PORT: 'x' }
  expect((await run('greet warmly Mina', wrong)).stderr).toContain('PORT is "x"')
  const help = await run('greet warmly --help', wrong)
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('Usage: dasi greet warmly <name> [<more>...] [options]')
  expect(help.stdout).toContain('dasi greet warmly Mina --times 2')
})

test('the beginning of a name lists what goes on from there', async () => {
  const { code, stdout } = await run('greet')
  expect(code).toBe(2)
  expect(stdout).toContain('greet warmly')
  expect((await run('--help')).code).toBe(0)
})

test('every command of the table says its own name and summary, with examples', async () => {
  for (const [name, { summary, load }] of Object.entries(commandTable)) {
    const { command } = await load()
    expect(command.name).toBe(name)
    expect(command.summary).toBe(summary)
    expect(command.examples.join()).toContain(`dasi ${name}`)
  }
})

test('every file of bin/commands is in the table', () => {
  const table = readFileSync(resolve('bin', 'command-table.ts'), 'utf8')
  for (const file of readdirSync(resolve('bin', 'commands'))) expect(table).toContain(`/${file}'`)
})
