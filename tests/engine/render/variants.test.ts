import { expect, test } from 'vitest'
import { compile } from '../../../engine/compile.ts'
import { compileMessage, type MessageValues } from '../../../engine/render/compile-message.ts'
import { policySchema } from '../../../schemas/policy.ts'
import { nodeSchema, type Scenario } from '../../../schemas/scenario.ts'
import { catalogueWith } from '../catalogue.ts'
import { line } from '../draw.ts'

const good = '11111111-1111-4111-8111-111111111111'
const rich = { type: 'field', field: 'points', op: 'atLeast', value: 1000 } as const
const values: MessageValues = {
  ...{ name: 'Kim', language: 'ko', zone: 'Asia/Seoul', at: 0 },
  facts: { fields: { points: 10, region: 'Busan' }, history: [], consents: [] },
  ...{ reward: null, link: null, optOutUrl: null, openUrl: null },
}

const mail = (variants: readonly object[]) => ({
  id: 'mail',
  kind: 'channel',
  channel: 'email',
  advertising: false,
  message: { subject: '안녕', body: '반가워요 {{name}}', variants },
})

function compiled(variants: readonly object[]) {
  const node = nodeSchema.parse(mail(variants))
  return compileMessage(
    { id: 'mail', node, offer: null },
    { policy: policySchema.parse({}), currency: 'KRW' },
  )
}

const english = { for: { by: 'language', language: 'en' }, subject: 'Hello', body: 'Hi {{name}}' }
const forRich = { for: { by: 'rule', rule: rich }, subject: 'VIP', body: '{{region}}' }

test('a customer gets the first words that are meant for them, else the message itself', () => {
  const message = compiled([english, forRich])
  const of = (change: Partial<MessageValues>) => {
    const given = { ...values, ...change }
    const { subject, text } = message.render(given)
    return [subject, text, message.variantOf(given)]
  }
  const points = { ...values.facts, fields: { points: 5000, region: 'Busan' } }
  expect(of({})).toEqual(['안녕', '반가워요 Kim', null])
  expect(of({ language: 'en-US' })).toEqual(['Hello', 'Hi Kim', 0])
  expect(of({ facts: points })).toEqual(['VIP', 'Busan', 1])
  expect(of({ facts: points, language: 'en' })).toEqual(['Hello', 'Hi Kim', 0])
})

test('what the tags and the rules of all its words speak of is asked for, and nothing else', () => {
  expect(compiled([english]).needs).toMatchObject({ fields: [], history: false })
  const purchases = { type: 'purchases', measure: 'count', op: 'atLeast', value: 1 }
  const message = compiled([forRich, { ...english, for: { by: 'rule', rule: purchases } }])
  expect(message.needs).toMatchObject({ fields: ['region', 'points'], history: true })
})

test('a tag without a value counts only in the words a customer gets', () => {
  const message = compiled([forRich])
  const bare = { ...values.facts, fields: { points: 5000 } }
  expect(message.missing({ ...values, facts: bare })).toEqual(['region'])
  expect(message.missing({ ...values, facts: { ...bare, fields: {} } })).toEqual([])
})

test('what is wrong with a variant is said where it stands', () => {
  const found = (variants: readonly object[]) =>
    compile(drawn(variants), catalogueWith()).diagnostics.map(({ code, field }) => [code, field])
  expect(found([english])).toEqual([])
  expect(
    found([
      { subject: '', body: '' },
      { ...english, subject: '', body: '{{nothing}}' },
    ]),
  ).toEqual([
    ['MESSAGE_MISSING', 'message.variants.0.body'],
    ['SUBJECT_MISSING', 'message.variants.1.subject'],
    ['MESSAGE_TAG_UNKNOWN', 'message.variants.1.body'],
    ['VARIANT_FOR_MISSING', 'message.variants.0.for'],
  ])
  const unknown = { type: 'segment', segment: good, member: true }
  expect(found([{ ...english, for: { by: 'rule', rule: unknown } }])).toEqual([
    ['RULE_INVALID', 'message.variants.0.for'],
  ])
})

test('a plan holds the rules of the saved segments its messages name', () => {
  const known = catalogueWith({ segments: { [good]: { name: 'Rich', rule: rich, size: 3 } } })
  const rule = { type: 'segment', segment: good, member: true }
  const { plan } = compile(drawn([{ ...forRich, for: { by: 'rule', rule } }]), known)
  const node = plan?.nodes.find(({ id }) => id === 'mail')?.node
  expect(node?.kind === 'channel' && node.message?.variants?.[0]?.for).toEqual({
    by: 'rule',
    rule: rich,
  })
})

function drawn(variants: readonly object[]): Scenario {
  return line(nodeSchema.parse(mail(variants)))
}
