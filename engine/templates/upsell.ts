import type { Scenario } from '../../schemas/scenario.ts'
import { type Language, scenarioOf, type Template, wording } from './template.ts'

/** Average customers and better are shown something bigger; who looks at it is called. */
export const upsell: Template = {
  id: 'upsell',
  programme: 'upsell',
  title: { ko: '객단가 높이기', en: 'Up-selling' },
  description: {
    ko: '평균 이상 고객에게 묶음 상품을 제안하고, 관심을 보인 고객에게 상담 전화를 드립니다.',
    en: 'A bundle for average customers and better; those who show interest get a sales call.',
  },
  scenario,
}

function scenario(language: Language): Scenario {
  const t = wording(language)
  return scenarioOf({
    format: 1,
    name: upsell.title[language],
    start: 'average',
    exitRules: [{ response: 'unsubscribed', result: 'left' }],
    nodes: [
      {
        id: 'average',
        kind: 'segment',
        title: t('평균 이상 고객', 'Average customers and better'),
        audience: {
          from: 'rule',
          rule: {
            type: 'all',
            rules: [
              { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 2 },
              { type: 'field', field: 'recencyDays', op: 'atMost', value: 180 },
            ],
          },
        },
        next: { next: 'bundle' },
      },
      {
        id: 'bundle',
        kind: 'offer',
        title: t('묶음 상품 제안', 'Bundle offer'),
        offer: {
          from: 'made',
          content: {
            name: t('알뜰 묶음 상품', 'Value bundle'),
            product: t('알뜰 묶음', 'Bundle'),
          },
        },
        next: { next: 'email' },
      },
      {
        id: 'email',
        kind: 'channel',
        title: t('제안 이메일', 'Offer e-mail'),
        channel: 'email',
        unitCost: 20,
        message: {
          subject: t('{{name | 고객}}님을 위한 {{offer}}', '{{offer}} for {{name | you}}'),
          body: t(
            '{{name | 고객}}님, 자주 찾으시는 상품을 더 알뜰하게 준비했습니다.\n\n{{offer}} 보러 가기: {{link}}',
            '{{name | Dear customer}}, what you buy often is now better value.\n\nSee the {{offer}}: {{link}}',
          ),
          linkUrl: 'https://shop.example/bundle',
        },
        next: { next: 'interest' },
      },
      {
        id: 'interest',
        kind: 'response',
        title: t('어떤 반응을 보였나요?', 'What came back?'),
        contacts: ['email'],
        outcomes: [
          { response: 'purchased', leave: 'atOnce' },
          { response: 'clicked', leave: 'atEnd' },
        ],
        window: { amount: 7, unit: 'days' },
        next: { purchased: 'sold', clicked: 'salesCall', none: 'weekday' },
      },
      {
        id: 'salesCall',
        kind: 'call',
        title: t('상담 전화', 'Sales call'),
        purpose: 'sales',
        advertising: true,
        unitCost: 1200,
        script: t(
          '{{name | 고객}}님 안녕하세요, {{sender}}입니다.\n보신 {{offer}}에 대해 궁금하신 점을 도와드리려고 전화드렸습니다.',
          'Hello {{name | there}}, this is {{sender}}.\nYou looked at the {{offer}}: may I answer any questions?',
        ),
        next: { next: 'afterCall' },
      },
      {
        id: 'afterCall',
        kind: 'response',
        title: t('상담 후 구매했나요?', 'Bought after the call?'),
        contacts: ['salesCall'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 14, unit: 'days' },
        next: { purchased: 'sold', none: 'notSold' },
      },
      {
        id: 'weekday',
        kind: 'wait',
        title: t('다시 알릴 때까지', 'Until the next try'),
        until: { mode: 'weekday', weekdays: [2, 4], time: '10:00' },
        next: { next: 'sms' },
      },
      {
        id: 'sms',
        kind: 'channel',
        title: t('다시 알리는 문자', 'Reminder by text message'),
        channel: 'sms',
        unitCost: 20,
        message: {
          body: t(
            '{{name | 고객}}님, {{offer}} 마감이 다가옵니다. {{link}}',
            '{{name | Hello}}, the {{offer}} ends soon: {{link}}',
          ),
          linkUrl: 'https://shop.example/bundle',
        },
        next: { next: 'afterSms' },
      },
      {
        id: 'afterSms',
        kind: 'response',
        title: t('문자 후 구매했나요?', 'Bought after the text?'),
        contacts: ['sms'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 7, unit: 'days' },
        next: { purchased: 'sold', none: 'notSold' },
      },
      { id: 'sold', kind: 'goal', title: t('구매', 'Sold') },
      { id: 'notSold', kind: 'exit', title: t('구매 없음', 'Not sold') },
    ],
  })
}
