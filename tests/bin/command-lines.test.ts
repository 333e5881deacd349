import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type CommandEntry, commandTable } from '../../bin/command-table.ts'
import { main } from '../../bin/main.ts'
import { runProgram } from '../support/dasi.ts'

const commands = Object.entries(commandTable)

test.for(commands)(
  'dasi %s explains itself, and refuses a wrong line before anything is started',
  async ([name, entry]) => {
    const help = await dasi([name, '--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain(`Usage: dasi ${name}`)

    const unknown = await dasi([name, '--no-such-option'])
    expect(unknown).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.stderr).toMatch(/^There is no option --no-such-option\.[^\n]*\n$/)

    for (const [option, value] of await wrongValues(entry)) {
      const refused = await dasi([name, `--${option}`, value])
      expect(refused, `--${option} ${value}`).toMatchObject({ code: 2, stdout: '' })
      expect(refused.stderr).toMatch(
        new RegExp(`^The option --${option} needs .*, but was given "${value}"\\.\\n$`),
      )
    }
  },
)

const bench = 'tests/bench/run.ts'
test.for([
  [bench, '--repetitions 0', '"0"'],
  [bench, '--only nothing', '"nothing"'],
  [bench, 'desinger', '"desinger"'],
  [bench, 'data --customers abc', '"abc"'],
  [bench, 'designer --quik', 'Did you mean --quick?'],
  [bench, 'tune --customers 5', '--customers'],
  ['tests/faults/run.ts', '--minutes -1', '"-1"'],
  ['tests/faults/run.ts', '--only no-such-fault', '"no-such-fault"'],
  ['tests/faults/check.ts', '--timeout soon', '"soon"'],
  ['bin/check.js', '--fast', '--fast'],
  ['bin/test.js', '--watch', '--watch'],
  ['bin/start.js', '--prot 80', '--prot'],
] as const)('%s %s is refused with one line', async ([file, words, named]) => {
  const program = runProgram([process.execPath, resolve(file), ...words.split(' ')])
  expect(await program.exited).toEqual({ code: 2, signal: null })
  expect(program.stdout()).toBe('')
  expect(program.stderr()).toMatch(/^[^\n]+\n$/)
  expect(program.stderr()).toContain(named)
})

test.for([
  [bench, ''],
  [bench, 'data'],
  [bench, 'designer'],
  [bench, 'tune'],
  ['tests/faults/run.ts', ''],
  ['tests/faults/check.ts', ''],
  ['bin/check.js', ''],
  ['bin/test.js', ''],
] as const)('%s %s explains itself', async ([file, form]) => {
  const words = [...(form ? [form] : []), '--help']
  const program = runProgram([process.execPath, resolve(file), ...words])
  expect(await program.exited).toEqual({ code: 0, signal: null })
  expect(program.stdout()).toMatch(/^[A-Z].*\.\n\nUsage: .*\n\n(?: {2}.*\n)+\nExamples:\n/)
  expect(program.stderr()).toBe('')
})

async function dasi(words: readonly string[]) {
  let [stdout, stderr] = ['', '']
  const code = await main(
    words.flatMap((word) => (word.startsWith('-') ? [word] : word.split(' '))),
    {
      environment: {},
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      signal: new AbortController().signal,
    },
  )
  return { code, stdout, stderr }
}

/** For every number two that no command takes, and for every text with rules one. */
async function wrongValues({ load }: CommandEntry): Promise<[option: string, value: string][]> {
  const { command } = await load()
  const wrong: [string, string][] = []
  for (const [name, { type, schema }] of Object.entries(command.options ?? {})) {
    if (type === 'number') wrong.push([name, 'abc'], [name, '-1'])
    if (type === 'string' && schema) wrong.push([name, 'nonsense'])
  }
  return wrong
}
