import { expect, test } from 'vitest'
import { lineWriter } from '../../bin/log-lines.ts'
import { createOutput, formatTable } from '../../bin/output.ts'

test('columns line up, also under Korean words; numbers stand to the right', () => {
  const rows = [
    { name: '휴면 고객', customers: 12345 },
    { name: 'all', customers: 7 },
  ]
  expect(formatTable(rows, ['name', 'customers'])).toBe(
    ['name       customers', '휴면 고객     12,345', 'all                7'].join('\n'),
  )
})

test('a bar is drawn on a terminal only; elsewhere one line at the end', () => {
  const stderr: string[] = []
  const stream = { write: (text: string) => stderr.push(text) }
  const progress = createOutput({ json: false, stdout: stream, stderr: stream }).progress('Rows', 4)
  progress.update(2)
  progress.update(4)
  progress.end()
  expect(stderr).toEqual([`Rows ${'█'.repeat(24)} 100 % (4)\n`])
})

test('the lines of a process carry its name, and JSON becomes a sentence', () => {
  const lines: string[] = []
  const write = lineWriter('api', { write: (text) => lines.push(text), color: false })
  write('{"level":40,"time":0,"pid":1,"hostname":"h","msg":"slow","ms":12}')
  write('{"level":50,"time":0,"msg":"broke","err":{"message":"no"}}')
  write('plain')
  write('{ not JSON')
  expect(lines).toEqual([
    'api      00:00:00 warning: slow ms=12\n',
    'api      00:00:00 error: broke no\n',
    'api      plain\n',
    'api      { not JSON\n',
  ])
})
