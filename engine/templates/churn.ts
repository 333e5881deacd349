import type { Scenario } from '../../schemas/scenario.ts'
import { type Language, scenarioOf, type Template, wording } from './template.ts'

/** Customers who used to come and come less: by points where they have them, by coupon where not; called up to three times. */
export const churn: Template = {
  id: 'churn',
  programme: 'churn',
  title: { ko: '이탈 방지', en: 'Churn management' },
  description: {
    ko: '자주 오다가 뜸해진 고객에게 쿠폰을 보내고, 반응이 없으면 세 번까지 안부 전화를 드립니다.',
    en: 'A coupon for regular customers who have become rare; who stays silent is called, up to three times.',
  },
  scenario,
}

function scenario(language: Language): Scenario {
  const t = wording(language)
  return scenarioOf({
    format: 1,
    name: churn.title[language],
    start: 'leaving',
    exitRules: [
      { response: 'purchased', atLeast: 2, result: 'success' },
      { response: 'unsubscribed', result: 'left' },
    ],
    nodes: [
      {
        id: 'leaving',
        kind: 'segment',
        title: t('뜸해진 단골 고객', 'Regulars who have become rare'),
        audience: {
          from: 'rule',
          rule: {
            type: 'all',
            rules: [
              { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 3 },
              { type: 'field', field: 'recencyDays', op: 'atLeast', value: 60 },
              { type: 'field', field: 'recencyDays', op: 'atMost', value: 180 },
            ],
          },
        },
        next: { next: 'coupon' },
      },
      {
        id: 'coupon',
        kind: 'offer',
        title: t('5,000원 쿠폰', '5,000 won coupon'),
        offer: {
          from: 'made',
          content: {
            name: t('단골 고객 쿠폰', 'Coupon for regulars'),
            reward: {
              kind: 'coupon',
              name: t('5,000원 할인 쿠폰', '5,000 won off'),
              faceValue: 5000,
              unitCost: 5000,
              stock: null,
              validDays: 30,
            },
          },
        },
        next: { next: 'sms' },
      },
      {
        id: 'sms',
        kind: 'channel',
        title: t('쿠폰 문자', 'Coupon text message'),
        channel: 'sms',
        unitCost: 20,
        message: {
          body: t(
            '{{name | 고객}}님, 요즘 뜸하셔서 {{reward}}을 준비했습니다. {{rewardCode}} ({{rewardExpiresOn}}까지) {{link}}',
            '{{name | Hello}}, we miss you: {{reward}}, {{rewardCode}}, until {{rewardExpiresOn}} {{link}}',
          ),
          linkUrl: 'https://shop.example/coupon',
        },
        next: { next: 'returned' },
      },
      {
        id: 'returned',
        kind: 'response',
        title: t('돌아왔나요?', 'Back again?'),
        contacts: ['sms'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 10, unit: 'days' },
        next: { purchased: 'stayed', none: 'call' },
      },
      {
        id: 'call',
        kind: 'call',
        title: t('안부 전화', 'Care call'),
        purpose: 'survey',
        attempts: 1,
        within: { amount: 1, unit: 'days' },
        unitCost: 500,
        branches: ['answered', 'unreached'],
        maxVisits: 3,
        script: t(
          '{{name | 고객}}님 안녕하세요, {{sender}}입니다.\n요즘 뜸하셔서 혹시 불편하신 점이 있으셨는지 여쭙고자 전화드렸습니다.',
          'Hello {{name | there}}, this is {{sender}}.\nWe have not seen you lately: was something not right?',
        ),
        next: { answered: 'afterCall', unreached: 'later', next: 'lost', exhausted: 'lost' },
      },
      {
        id: 'later',
        kind: 'wait',
        title: t('생각할 시간', 'Time to think'),
        until: { mode: 'duration', duration: { amount: 2, unit: 'days' } },
        next: { next: 'call' },
      },
      {
        id: 'afterCall',
        kind: 'response',
        title: t('통화 후 구매했나요?', 'Bought after the call?'),
        contacts: ['call'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 21, unit: 'days' },
        next: { purchased: 'stayed', none: 'lost' },
      },
      { id: 'stayed', kind: 'goal', title: t('유지', 'Stayed') },
      {
        id: 'lost',
        kind: 'update',
        title: t('이탈로 기록', 'Note as lost'),
        changes: [{ op: 'set', attribute: 'churned', value: true }],
        next: { next: 'end' },
      },
      { id: 'end', kind: 'exit', title: t('이탈', 'Lost') },
    ],
  })
}
