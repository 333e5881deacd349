import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDocument } from '../../designer/document/document.ts'
import { insert } from '../../engine/edit/insert.ts'
import { rename } from '../../engine/edit/update.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { anyCommand, choices } from '../engine/any-command.ts'
import { scenarios } from '../engine/arbitrary-scenario.ts'

const empty = scenarioSchema.parse({
  format: 1,
  name: 'Win-back',
  start: 'who',
  nodes: [{ id: 'who', kind: 'segment' }],
})

const commands = fc.array(choices, { minLength: 1, maxLength: 30 })

/** What the command makes of the drawing; null where the engine refuses it or nothing changes. */
function made(before: Scenario, choice: readonly number[]) {
  try {
    const edited = anyCommand(before, choice)
    return edited && edited.scenario !== before ? edited : null
  } catch (refusal) {
    if (refusal instanceof Failure) return null
    throw refusal
  }
}

test('undo of every command restores the drawing step by step, redo brings it back', () => {
  fc.assert(
    fc.property(scenarios, commands, (first, all) => {
      const document = createDocument(first)
      const seen = [first]
      for (const choice of all) {
        const next = made(document.store.getState().scenario, choice)
        if (!next) continue
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
