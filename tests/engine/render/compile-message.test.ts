import { expect, test } from 'vitest'
import type { CustomerFacts } from '../../../engine/decision.ts'
import { compileMessage, type MessageValues } from '../../../engine/render/compile-message.ts'
import { htmlOf } from '../../../engine/render/html.ts'
import { policySchema } from '../../../schemas/policy.ts'
import { type Node, nodeSchema } from '../../../schemas/scenario.ts'

const policy = policySchema.parse({})
const house = { policy, currency: 'KRW' }
const offer = {
  name: '봄 감사제',
  product: '원두',
  reward: {
    kind: 'coupon' as const,
    name: '5천원 쿠폰',
    faceValue: 5000,
    unitCost: 3500,
    stock: null,
    validDays: 30,
  },
}
const values: MessageValues = {
  name: '김하늘',
  language: 'ko',
  zone: 'Asia/Seoul',
  at: Date.parse('2026-11-22T03:00:00Z'),
  facts: factsOf({
    points: 12_340,
    region: '서울',
    // 1998-06-30 00:30 in Seoul
    lastPurchaseAt: Date.parse('1998-06-29T15:30:00Z'),
    'attributes.size': 'M',
    averageBasket: 38_400.4,
  }),
  reward: { code: 'R-7', expiresAt: Date.parse('2026-12-31T00:00:00Z') },
  link: 'https://d.example/t/abc?x=1&y=2',
  optOutUrl: 'https://d.example/u/abc',
  openUrl: 'https://d.example/o/abc.gif',
}

function factsOf(fields: CustomerFacts['fields']): CustomerFacts {
  return { fields, history: [], consents: [] }
}

type Settings = {
  channel?: 'email' | 'sms' | 'letter'
  subject?: string
  body: string
  advertising?: boolean
  linkUrl?: string
}

function node({
  channel = 'email',
  subject = '',
  advertising = false,
  body,
  linkUrl,
}: Settings): Node {
  const message = { subject, body, ...(linkUrl ? { linkUrl } : {}) }
  return nodeSchema.parse({ id: 'mail', kind: 'channel', channel, advertising, message })
}

function render(settings: Settings, changed: Partial<MessageValues> = {}) {
  const step = { id: 'mail', node: node(settings), offer }
  return compileMessage(step, house).render({ ...values, ...changed })
}

test('every tag is written as its reader would', () => {
  const body =
    '{{name}} {{points}} {{region}} {{lastPurchaseDate}} {{averageBasket}} {{attributes.size}} ' +
    '{{offer}} {{product}} {{reward}} {{rewardValue}} {{rewardCode}} {{rewardExpiresOn}} {{sender}}'
  expect(render({ body }).text).toBe(
    '김하늘 12,340 서울 1998년 6월 30일 38,400원 M 봄 감사제 원두 5천원 쿠폰 5,000원 R-7 2026년 12월 31일 다시마트',
  )
  expect(
    render({ body: '{{lastPurchaseDate}} {{rewardValue}}' }, { language: 'en', zone: 'UTC' }).text,
  ).toBe('29 June 1998 ₩5,000')
})

test('what a customer lacks is written as the fallback, or as nothing', () => {
  const body = '{{name | 고객}}님 [{{region | -}}] [{{region}}] {{reward | 감사 인사}}'
  expect(render({ body }, { name: null, facts: factsOf({}), reward: null }).text).toBe(
    '고객님 [-] [] 감사 인사',
  )
  const step = { id: 'mail', node: node({ body }), offer }
  expect(compileMessage(step, house).missing({ ...values, facts: factsOf({}) })).toEqual(['region'])
})

test('only the fields that tags name must be loaded', () => {
  const body = '{{name}} {{points}} {{points | 0}} {{lastPurchaseDate}} {{attributes.size}}'
  const expected = ['points', 'lastPurchaseAt', 'attributes.size']
  const { needs } = compileMessage({ id: 'mail', node: node({ body }), offer }, house)
  expect(needs).toMatchObject({ fields: expected, history: false, consents: false })
})

test('no value brings a line or a header of its own', () => {
  const name = 'Eve\r\nBcc: all@example.com\u2028\u0000'
  const { subject, text } = render({ subject: 'Hi {{name}}', body: 'Hi {{name}}!\nBye' }, { name })
  expect(subject).toBe('Hi Eve  Bcc: all@example.com  ')
  expect(text).toBe('Hi Eve  Bcc: all@example.com  !\nBye')
  expect(render({ subject: 'a\r\nX: b', body: 'x' }).subject).toBe('a  X: b')
})

test('values are not read as tags', () => {
  expect(render({ body: '{{name}}' }, { name: '{{points}}' }).text).toBe('{{points}}')
})

test('in HTML a value is text, and only the contact’s own addresses are links', () => {
  const message = render(
    { body: '{{name}} {{link}}\n{{optOut}}', advertising: true, linkUrl: 'https://shop.example/' },
    { name: '<script>alert("1")</script> https://evil.example' },
  )
  expect(htmlOf(message)).toContain(
    '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; https://evil.example ' +
      '<a href="https://d.example/t/abc?x=1&amp;y=2">https://d.example/t/abc?x=1&amp;y=2</a><br>',
  )
  expect(htmlOf(message).match(/<a /g)).toHaveLength(2)
})

test('an e-mail carries the picture that tells of its opening, a text message none', () => {
  const mail = render({ body: 'Hello' })
  expect(htmlOf(mail)).toContain('<img src="https://d.example/o/abc.gif" alt=""')
  expect(render({ body: 'Hello', channel: 'sms' }).openUrl).toBeNull()
})

test('without a tracked link the message’s own address stands', () => {
  const message = render({ body: '{{link}}', linkUrl: 'https://shop.example/' }, { link: null })
  expect(message).toMatchObject({ text: 'https://shop.example/', link: 'https://shop.example/' })
  expect(render({ body: 'none' }).link).toBeNull()
})

test('advertising by e-mail carries the label, the sender and the way out', () => {
  const message = render({ subject: '{{name}}님께', body: '본문', advertising: true })
  expect(message.subject).toBe('(광고) 김하늘님께')
  expect(message.text).toBe('본문\n\n다시마트\n무료수신거부 080-000-0000 https://d.example/u/abc')
  expect(message.optOutUrl).toBe('https://d.example/u/abc')
  expect(render({ subject: '알림', body: '본문' })).toMatchObject({
    subject: '알림',
    text: '본문',
    optOutUrl: null,
  })
})

test('advertising by text message begins with the label and ends with the way out', () => {
  const sms = { channel: 'sms' as const, advertising: true }
  const here = { optOutUrl: null }
  expect(render({ ...sms, body: '{{name}}님!' }, here).text).toBe(
    '(광고)[다시마트] 김하늘님!\n무료수신거부 080-000-0000',
  )
  expect(render({ ...sms, body: '(광고) {{sender}} 소식. {{optOut}} 끝' }, here).text).toBe(
    '(광고)다시마트 소식. 무료수신거부 080-000-0000 끝',
  )
})

test('letters and call scripts are left as written', () => {
  expect(render({ channel: 'letter', body: '감사합니다', advertising: true }).text).toBe(
    '감사합니다',
  )
  const call = nodeSchema.parse({ id: 'c', kind: 'call', script: '{{name}}님, 감사합니다' })
  expect(compileMessage({ id: 'c', node: call, offer: null }, house).render(values).text).toBe(
    '김하늘님, 감사합니다',
  )
})

test('a tag that does not exist is refused with its place', () => {
  expect(() => render({ body: 'Hi {{nmae}}' })).toThrow(/step mail.*character 4.*UNKNOWN nmae/)
})
