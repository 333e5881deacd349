import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { supervise } from '../../bin/supervise.ts'
import { isAlive } from '../../local/processes.ts'
import { runProgram, temporaryFolder } from '../support/dasi.ts'
import { until } from '../support/until.ts'

const program = (text: string) => [process.execPath, '--input-type=module', '-e', text] as const
const endless = 'console.log("pid " + process.pid); setInterval(() => {}, 1000)'

function start(text: string) {
  const lines: string[] = []
  const [node, ...args] = program(text)
  const one = supervise({
    name: 'part',
    command: [node, ...args],
    environment: process.env,
    onLine: (line) => lines.push(line),
  })
  return { one, lines, pids: () => lines.filter((line) => line.startsWith('pid ')) }
}

test('a process that crashes is started again', async () => {
  const { one, lines, pids } = start('console.log("pid " + process.pid); process.exit(3)')
  await until('it has run twice', () => pids().length >= 2)
  await one.stop()
  expect(lines).toContain('part ended unexpectedly (exit code 3); starting it again in 0.5 s')
})

test('a process asked to restart comes back; a stopped one does not', async () => {
  const { one, lines, pids } = start(endless)
  await until('it runs', () => pids().length === 1)
  one.restart()
  await until('it runs again', () => pids().length === 2)
  await one.stop()
  expect(lines.filter((line) => line.includes('unexpectedly'))).toEqual([])
  for (const line of pids()) expect(isAlive(Number(line.slice(4)))).toBe(false)
})

test('when the one who started a process is killed, the process ends', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'pid')
  const child = join(folder, 'child.ts')
  // As bin/dasi.ts does it: the channel closes, whatever ended the other side.
  writeFileSync(
    child,
    `import { writeFileSync } from 'node:fs'
     process.once('disconnect', () => process.exit(0))
     setInterval(() => {}, 1000)
     writeFileSync(${JSON.stringify(file)}, String(process.pid))`,
  )
  const parent = runProgram(
    program(`import { supervise } from ${JSON.stringify(resolve('bin', 'supervise.ts'))}
      supervise({ name: 'part', command: [process.execPath, ${JSON.stringify(child)}],
        environment: process.env, onLine: () => {} })`),
  )
  await until('the child runs', () => existsSync(file) && readFileSync(file, 'utf8') !== '')
  const pid = Number(readFileSync(file, 'utf8'))
  parent.kill('SIGKILL')
  await until('the child has ended', () => !isAlive(pid))
})
