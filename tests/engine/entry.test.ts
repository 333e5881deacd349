import { expect, test } from 'vitest'
import { compile } from '../../engine/compile.ts'
import { cohortSizeOf, nextTakeAt } from '../../engine/entry.ts'
import { entrySchema, reentrySchema } from '../../schemas/kinds/segment.ts'
import { planSchema } from '../../schemas/plan.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { catalogueWith, monday } from './catalogue.ts'
import { line, planOf } from './draw.ts'

/** What is found wrong with a segment that has this entry and reentry. */
function check(settings: { entry?: object; reentry?: object }, codes: readonly string[]): void {
  const { nodes, ...rest } = line()
  const changed = nodes.map((node) => (node.kind === 'segment' ? { ...node, ...settings } : node))
  const scenario = scenarioSchema.parse({ ...rest, nodes: changed })
  const { diagnostics } = compile(scenario, catalogueWith())
  expect(diagnostics.map(({ code }) => code)).toEqual(codes)
}

test('an event needs a name; coming again needs a second chance to come', () => {
  check({}, [])
  check({ entry: { by: 'event' } }, ['ENTRY_EVENT_MISSING'])
  check({ entry: { by: 'event', event: 'purchase' }, reentry: { allow: 'always' } }, [])
  check({ reentry: { allow: 'always' } }, ['REENTRY_IMPOSSIBLE'])
  check({ entry: { by: 'once' }, reentry: { allow: 'afterDays', days: 3 } }, ['REENTRY_IMPOSSIBLE'])
  check({ entry: { by: 'once' }, reentry: { allow: 'never' } }, [])
  check({ entry: { by: 'schedule', time: '09:00' }, reentry: { allow: 'always' } }, [])
})

test('a plan of before customers could come again means once and never', () => {
  const { entry: _entry, reentry: _reentry, ...before } = planOf(line())
  const plan = planSchema.parse(before)
  expect(plan).toMatchObject({ entry: { by: 'once' }, reentry: { allow: 'never' } })
})

test('the next time lies after now, by the clocks of the house', () => {
  const daily = entrySchema.parse({ by: 'schedule', time: '09:00' })
  const nine = Date.parse('2026-11-23T00:00:00Z')
  expect(nextTakeAt(daily, 'Asia/Seoul', nine - 1)).toBe(nine)
  expect(nextTakeAt(daily, 'Asia/Seoul', nine)).toBe(nine + 86_400_000)
  const sundays = entrySchema.parse({ by: 'schedule', time: '09:00', weekdays: [7] })
  expect(nextTakeAt(sundays, 'Asia/Seoul', nine)).toBe(nine + 6 * 86_400_000)
  expect(nextTakeAt(entrySchema.parse({ by: 'once' }), 'Asia/Seoul', monday)).toBeNull()
})

test('who is let in one by one has a workflow to himself', () => {
  const each = entrySchema.parse({ by: 'event', event: 'seen', gather: 'each' })
  const batch = entrySchema.parse({ by: 'event', event: 'seen' })
  expect(cohortSizeOf(each, { cohortSize: 2000 })).toBe(1)
  expect(cohortSizeOf(batch, { cohortSize: 2000 })).toBe(2000)
})

test.each([
  [entrySchema, { by: 'schedule', time: '25:00' }],
  [entrySchema, { by: 'schedule', time: '09:00', weekdays: [] }],
  [entrySchema, { by: 'event', event: 'two words' }],
  [reentrySchema, { allow: 'afterDays', days: 0 }],
])('a setting that cannot be meant is refused: %#', (schema, value) => {
  expect(schema.safeParse(value).success).toBe(false)
})
