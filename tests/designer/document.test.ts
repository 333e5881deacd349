import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDocument } from '../../designer/document/document.ts'
import { insert } from '../../engine/edit/insert.ts'
import { branchesOf, remove } from '../../engine/edit/remove.ts'
import { rename } from '../../engine/edit/update.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

const empty = scenarioSchema.parse({
  format: 1,
  name: 'Win-back',
  start: 'who',
  nodes: [{ id: 'who', kind: 'segment' }],
})

const kinds = ['wait', 'channel', 'response', 'experiment', 'exit'] as const
const steps = fc.array(
  fc.record({ what: fc.nat(2), where: fc.nat(), kind: fc.constantFrom(...kinds) }),
  { minLength: 1, maxLength: 30 },
)

function edited(
  scenario: Scenario,
  step: { what: number; where: number; kind: (typeof kinds)[number] },
) {
  const node = scenario.nodes[step.where % scenario.nodes.length]
  const port = node && portsOf(node)[0]?.port
  if (!node) return null
  if (step.what === 0 && port !== undefined)
    return insert(scenario, { after: node.id, port }, { kind: step.kind })
  if (step.what === 1 && node.id !== scenario.start)
    return remove(scenario, node.id, branchesOf(scenario, node.id)[0] ?? null)
  return rename(scenario, node.id, `${node.title}x`.slice(0, 80))
}

test('undo restores the drawing step by step, redo brings it back', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const document = createDocument(empty)
      const seen = [empty]
      for (const step of all) {
        const before = document.store.getState().scenario
        const next = edited(before, step)
        if (!next || next.scenario === before) continue
        document.apply(next.scenario, next.description)
        seen.push(next.scenario)
      }
      for (const scenario of seen.slice(0, -1).toReversed()) {
        document.undo()
        expect(document.store.getState().scenario).toEqual(scenario)
      }
      expect(document.undo()).toBeNull()
      for (const scenario of seen.slice(1)) {
        document.redo()
        expect(document.store.getState().scenario).toEqual(scenario)
      }
      expect(document.redo()).toBeNull()
    }),
  )
})

test('undo says what it undoes', () => {
  const document = createDocument(empty)
  const { scenario, description } = insert(empty, { after: 'who', port: 'next' }, { kind: 'wait' })
  document.apply(scenario, description)
  expect(document.undo()).toMatchObject({ code: 'INSERTED', values: { kind: 'wait' } })
  expect(document.redo()).toMatchObject({ code: 'INSERTED', values: { kind: 'wait' } })
})

test('what is typed into one field is one step of undo', () => {
  const document = createDocument(empty)
  for (const title of ['D', 'Do', 'Dor', 'Dormant']) {
    const { scenario, description } = rename(document.store.getState().scenario, 'who', title)
    document.apply(scenario, description, 'who title')
  }
  document.undo()
  expect(document.store.getState().scenario).toEqual(empty)
})

test('a hundred steps can be undone, the oldest are forgotten first', () => {
  const document = createDocument(empty)
  for (let n = 0; n < 130; n += 1) {
    const { scenario, description } = rename(document.store.getState().scenario, 'who', `${n}`)
    document.apply(scenario, description)
  }
  while (document.undo()) expect(document.store.getState().scenario.nodes).toHaveLength(1)
  expect(document.store.getState().scenario.nodes[0]?.title).toBe('29')
})
