import { expect, test } from 'vitest'
import { compile } from '../../engine/compile.ts'
import { thanksNodes } from '../../engine/thanks.ts'
import { policySchema } from '../../schemas/policy.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'

const letter = (id: string, next: string) => ({
  kind: 'channel',
  id,
  channel: 'letter',
  message: { subject: 'Hello', body: 'Hello' },
  next: { next },
})

/** After an e-mail and its response branch: `bought` and `silent` name the steps the branches lead to. */
function thanked(bought: string, silent: string, extra: readonly object[]): string[] {
  const scenario = scenarioSchema.parse({
    format: 1,
    name: 'x',
    start: 'who',
    nodes: [
      {
        kind: 'segment',
        id: 'who',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'mail' },
      },
      { ...letter('mail', 'back'), channel: 'email' },
      {
        kind: 'response',
        id: 'back',
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        next: { purchased: bought, none: silent },
      },
      { kind: 'exit', id: 'end' },
      ...extra,
    ],
  })
  const empty = { segments: {}, offers: {}, nodes: {}, budget: null, now: 0 }
  const { plan, diagnostics } = compile(scenario, { ...empty, policy: policySchema.parse({}) })
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join(' '))
  const ids = new Map(plan.nodes.map(({ no, id }) => [no, id]))
  return thanksNodes(plan).map((no) => ids.get(no) ?? '')
}

test('a letter to those only who bought thanks; a reminder to the others does not', () => {
  expect(thanked('card', 'again', [letter('card', 'end'), letter('again', 'end')])).toEqual([
    'card',
  ])
})

test('a letter to everybody thanks nobody', () => {
  expect(thanked('news', 'news', [letter('news', 'end')])).toEqual([])
})

test('a call made to thank always thanks, one made to sell only after a purchase', () => {
  const call = (id: string, purpose: string) => ({
    kind: 'call',
    id,
    purpose,
    script: 'Hello',
    next: { next: 'end' },
  })
  expect(thanked('end', 'c', [call('c', 'thanks')])).toEqual(['c'])
  expect(thanked('end', 'c', [call('c', 'sales')])).toEqual([])
  expect(thanked('c', 'end', [call('c', 'sales')])).toEqual(['c'])
})
