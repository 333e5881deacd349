import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '../../db/schema.ts'
import { createSegment } from '../../db/segments/segment-library.ts'
import { makeCustomers } from '../db/make-customers.ts'
import { makeScenario } from '../db/make-scenario.ts'
import { testDatabase } from '../support/database.ts'
import { runDasi } from '../support/run-dasi.ts'

const folder = mkdtempSync(join(tmpdir(), 'dasi-scenario-'))
afterAll(() => rmSync(folder, { recursive: true }))

let db: Db
let url: string
beforeAll(async () => {
  ;({ db, url } = await testDatabase())
})

const dasi = (...words: string[]) => runDasi(url, words)

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const scenario = makeScenario()
const withNode = (id: string, change: object) => ({
  ...scenario,
  nodes: scenario.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
})

test('a sound scenario is checked without any database', async () => {
  expect(await dasi('scenario', 'check', file('good.json', scenario))).toEqual({
    code: 0,
    stdout: 'No problems: it can be published.\n',
    stderr: '',
  })
})

test('errors and warnings are told together, and the exit code is 1', async () => {
  const broken = file('broken.json', {
    ...withNode('mail', { message: null }),
  })
  const { code, stdout } = await dasi('scenario', 'check', broken)
  expect(code).toBe(1)
  expect(stdout).toMatch(/^error {4}mail\.message.*: Write the message\.$/m)
  expect(stdout).toMatch(/^1 error, 0 warnings: it cannot be published\.$/m)
  const json = await dasi('scenario', 'check', broken, '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({
    publishable: false,
    diagnostics: [{ code: 'MESSAGE_MISSING', nodeId: 'mail' }],
  })
})

test('a saved segment is known with the database, and asked for without it', async () => {
  const content = { name: 'All', description: '', rule: { type: 'everyone' as const }, by: 'a' }
  const { id } = await createSegment(db, content)
  const path = file('saved.json', withNode('who', { audience: { from: 'saved', segmentId: id } }))
  const without = await dasi('scenario', 'check', path)
  expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('--with-database') })
  expect(await dasi('scenario', 'check', path, '--with-database')).toMatchObject({ code: 0 })
})

test.each<[string, () => unknown, RegExp]>([
  ['that is not JSON', () => '{"format": 1,', /is not JSON: /],
  ['of a newer format', () => ({ ...scenario, format: 2 }), /format 2; .* reads format 1: update/],
  [
    'with a step of an unknown kind',
    () => withNode('mail', { kind: 'telegram' }),
    /nodes\[2\]\.kind \(step "mail"\): "telegram" is no kind of step; there are segment, offer,/,
  ],
  [
    'with values that cannot be',
    () => withNode('mail', { unitCost: -5, colour: 'red' }),
    /nodes\[2\]\.unitCost \(step "mail"\): -5 – .*\n.*"colour" is not known here/,
  ],
  ['without a name', () => ({ ...scenario, name: undefined }), /name: missing\./],
  ['that is a list', () => [1], /is no scenario:\n {2}The whole value: \[1\]/],
  ['that is too large', () => ' '.repeat(5_000_000), /has 5\.0 MB; a scenario has at most 4 MB/],
])('a file %s is refused in words', async (_what, content, message) => {
  const { code, stdout, stderr } = await dasi('scenario', 'check', file('bad.json', content()))
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})

test.each<[string, () => unknown, readonly RegExp[]]>([
  [
    'goes round in a circle',
    () => withNode('end', { kind: 'wait', until: null, next: { next: 'mail' } }),
    [
      /^error {4}mail\.maxVisits: Customers return to this step: limit how often, 2 to 20 times\.$/m,
      /^error {4}end/m,
    ],
  ],
  [
    'goes round a single step',
    () => withNode('mail', { next: { next: 'mail' } }),
    [
      /^error {4}mail\.maxVisits: .*limit how often/m,
      /^error {4}mail: .*without waiting: add a wait inside/m,
    ],
  ],
  [
    'leads to a step that is not there',
    () => withNode('mail', { next: { next: 'nowhere' } }),
    [/^error {4}mail\.next.*: The branch "next" leads to "nowhere", which does not exist\.$/m],
  ],
  [
    'begins with a step that is not there',
    () => ({ ...scenario, start: 'nowhere' }),
    [/The scenario starts at "nowhere", which is not one of its steps\./],
  ],
  [
    'has two steps of one id',
    () => ({ ...scenario, nodes: [...scenario.nodes, scenario.nodes.at(-1)] }),
    [/^error.*Two steps have the id "\w+": rename one\.$/m],
  ],
])('a scenario that %s is told so, with the step and what to do', async (_what, content, told) => {
  const { code, stdout, stderr } = await dasi('scenario', 'check', file('odd.json', content()))
  for (const message of told) expect(stdout).toMatch(message)
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
})

test('a file that does not exist is named', async () => {
  const { code, stderr } = await dasi('scenario', 'check', join(folder, 'nowhere.json'))
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: /nowhere\.json does not exist/ })
})

test('publishing makes the campaign once; the same again changes nothing', async () => {
  const path = file('publish.json', scenario)
  const words = ['scenario', 'publish', path, '--campaign', 'Spring']
  expect(await dasi(...words)).toMatchObject({
    code: 0,
    stdout: 'Version 1 of "Win-back" in the campaign "Spring" is published.\n',
  })
  const again = await dasi(...words, '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({ version: 1, isNew: false, name: 'Win-back' })
})

test('a scenario with errors is not published and leaves nothing behind', async () => {
  const path = file('unready.json', withNode('mail', { channel: null }))
  const { code, stdout } = await dasi('scenario', 'publish', path, '--campaign', 'Never')
  expect({ code, stdout }).toMatchObject({ code: 1, stdout: /mail\.channel: Choose a channel/ })
  const made = await db.selectFrom('campaign').select('id').where('name', '=', 'Never').execute()
  expect(made).toEqual([])
})

test('a segment is counted by rule or by name, as a day ended', async () => {
  await makeCustomers(db, [
    { purchases: [{ at: '1998-06-30T14:00:00Z', amount: 1 }] },
    { purchases: [{ at: '1997-06-29T14:00:00Z', amount: 1 }] },
    {},
  ])
  const rule = '{"type":"field","field":"recencyDays","op":"atLeast","value":0}'
  const counted = await dasi('segment', 'count', '--rule', rule, '--as-of', '1998-06-30', '--json')
  expect(JSON.parse(counted.stdout)).toEqual({
    count: 2,
    of: 3,
    asOf: '1998-06-30T14:59:59.999Z',
  })
  expect((await dasi('segment', 'count', '--name', 'All')).stdout).toMatch(/^3 of 3 customers/)
})

test.each<[string, string[], number, RegExp]>([
  ['neither rule nor name', [], 2, /either --rule .* or --name/],
  ['a rule that is not JSON', ['--rule', '{'], 2, /--rule is not JSON/],
  ['a rule of no known type', ['--rule', '{"type":"magic"}'], 2, /--rule is no rule/],
  [
    'a rule that cannot be used',
    ['--rule', '{"type":"field","field":"points","op":"is","value":"x"}'],
    1,
    /"points" takes a number, not "x"/,
  ],
  [
    'an impossible day',
    ['--name', 'All', '--as-of', '2026-02-30'],
    2,
    /--as-of needs a day .* was given "2026-02-30"/,
  ],
  ['an unknown segment', ['--name', 'Nobody'], 1, /no saved segment with the name "Nobody"/],
])('counting %s is refused', async (_what, words, code, message) => {
  const refused = await dasi('segment', 'count', ...words)
  expect(refused.stderr).toMatch(message)
  expect(refused).toMatchObject({ code, stdout: '' })
})
