import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differencesOf, isSame } from '../../designer/document/differences.ts'
import { insert } from '../../engine/edit/insert.ts'
import { move } from '../../engine/edit/move.ts'
import { remove } from '../../engine/edit/remove.ts'
import { renameScenario, update } from '../../engine/edit/update.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { documents } from '../engine/arbitrary-scenario.ts'
import { line } from '../engine/draw.ts'

const before = line({ id: 'mail', kind: 'channel' }, { id: 'pause', kind: 'wait' })
const ids = (nodes: readonly { readonly id: string }[]) => nodes.map(({ id }) => id)

test('a drawing differs from itself in nothing, whatever the order of its keys', () => {
  fc.assert(
    fc.property(documents, (scenario) => {
      const again = scenarioSchema.parse(
        JSON.parse(JSON.stringify(scenario), (_, value: unknown) =>
          typeof value === 'object' && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).toReversed())
            : value,
        ),
      )
      expect(isSame(differencesOf(scenario, again))).toBe(true)
    }),
  )
})

test('a step put in or taken out is all that is said of it, not the way that now leads there', () => {
  const { scenario, select } = insert(before, { after: 'mail', port: 'next' }, { kind: 'wait' })
  expect(differencesOf(before, scenario)).toMatchObject({ removed: [], changed: [], frame: [] })
  expect(ids(differencesOf(before, scenario).added)).toEqual([select])
  expect(ids(differencesOf(scenario, before).removed)).toEqual([select])
  const gone = differencesOf(before, remove(before, 'pause').scenario)
  expect([ids(gone.removed), gone.changed]).toEqual([['pause'], []])
})

test('a setting that differs is named; a way that leads elsewhere by its port', () => {
  const { scenario } = update(before, 'mail', { sendFrom: '10:00' })
  expect(differencesOf(before, scenario).changed).toMatchObject([
    { fields: ['sendFrom'], ports: [] },
  ])
  const moved = move(before, 'pause', { after: 'start', port: 'next' }).scenario
  expect(differencesOf(before, moved).changed.map(({ after, ports }) => [after.id, ports])).toEqual(
    [
      ['start', ['next']],
      ['mail', ['next']],
      ['pause', ['next']],
    ],
  )
  expect(differencesOf(before, renameScenario(before, 'Other').scenario).frame).toEqual(['name'])
})
