import type { Scenario } from '../../schemas/scenario.ts'
import { type Language, scenarioOf, type Template, wording } from './template.ts'

/** Good customers and better, against a control group that is observed and not contacted. */
export const retention: Template = {
  id: 'retention',
  programme: 'loyalty',
  title: { ko: '우수 고객 유지', en: 'Retention of good customers' },
  description: {
    ko: '최근에도 자주 구매하는 우수 고객에게 포인트로 감사드리고, 연락하지 않은 대조군과 비교합니다.',
    en: 'Points as a thank-you for customers who buy often and recently, compared with a control group that hears nothing.',
  },
  scenario,
}

function scenario(language: Language): Scenario {
  const t = wording(language)
  return scenarioOf({
    format: 1,
    name: retention.title[language],
    start: 'good',
    exitRules: [{ response: 'unsubscribed', result: 'left' }],
    nodes: [
      {
        id: 'good',
        kind: 'segment',
        title: t('최근 구매한 우수 고객', 'Good, recent customers'),
        audience: {
          from: 'rule',
          rule: {
            type: 'all',
            rules: [
              { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 5 },
              { type: 'field', field: 'recencyDays', op: 'atMost', value: 120 },
            ],
          },
        },
        next: { next: 'control' },
      },
      {
        id: 'control',
        kind: 'experiment',
        title: t('대조군 10 %', 'Control group of 10 %'),
        arms: [
          { port: 'thanked', label: t('감사 혜택', 'Thanked'), share: 90 },
          { port: 'control', label: t('대조군', 'Control'), share: 10, holdOut: true },
        ],
        next: { thanked: 'points', control: 'observed' },
      },
      {
        id: 'points',
        kind: 'offer',
        title: t('감사 포인트 2,000점', '2,000 points'),
        offer: {
          from: 'made',
          content: {
            name: t('우수 고객 감사 포인트', 'Points for good customers'),
            reward: {
              kind: 'points',
              name: t('감사 포인트 2,000점', '2,000 thank-you points'),
              faceValue: 2000,
              unitCost: 2000,
              stock: null,
              validDays: 60,
            },
          },
        },
        next: { next: 'email' },
      },
      {
        id: 'email',
        kind: 'channel',
        title: t('감사 이메일', 'Thank-you e-mail'),
        channel: 'email',
        unitCost: 20,
        message: {
          subject: t(
            '{{name | 고객}}님께 {{reward}}을 드립니다',
            '{{reward}} for you, {{name | dear customer}}',
          ),
          body: t(
            '{{name | 고객}}님, 늘 찾아 주셔서 감사합니다.\n\n{{reward}}을 드립니다. {{rewardExpiresOn}}까지 사용하실 수 있습니다.\n\n포인트 확인하기: {{link}}',
            'Thank you for being with us, {{name | dear customer}}.\n\nHere are {{reward}}, to be used until {{rewardExpiresOn}}.\n\nSee your points: {{link}}',
          ),
          linkUrl: 'https://shop.example/points',
        },
        next: { next: 'bought' },
      },
      {
        id: 'bought',
        kind: 'response',
        title: t('30일 안에 구매했나요?', 'Bought within 30 days?'),
        contacts: ['email'],
        outcomes: [
          { response: 'purchased', leave: 'atOnce' },
          { response: 'clicked', leave: 'atEnd' },
        ],
        window: { amount: 30, unit: 'days' },
        next: { purchased: 'best', clicked: 'reminder', none: 'quiet' },
      },
      {
        id: 'best',
        kind: 'condition',
        title: t('최우수 고객인가요?', 'Among the best?'),
        branches: [
          {
            port: 'best',
            label: t('누적 50만 원 이상', '500,000 won or more'),
            rule: { type: 'field', field: 'totalAmount', op: 'atLeast', value: 500_000 },
          },
        ],
        next: { best: 'thanksCall', else: 'kept' },
      },
      {
        id: 'thanksCall',
        kind: 'call',
        title: t('감사콜', 'Thanks-call'),
        unitCost: 500,
        script: t(
          '{{name | 고객}}님 안녕하세요, {{sender}}입니다.\n늘 찾아 주셔서 감사합니다. 더 챙겨 드릴 것이 있을까요?',
          'Hello {{name | there}}, this is {{sender}}.\nThank you for your loyalty. Is there anything we can do better?',
        ),
        next: { next: 'kept' },
      },
      {
        id: 'reminder',
        kind: 'channel',
        title: t('포인트 소멸 안내', 'Points reminder'),
        channel: 'sms',
        unitCost: 20,
        message: {
          body: t(
            '{{name | 고객}}님, {{reward}}을 {{rewardExpiresOn}}까지 사용하실 수 있습니다. {{link}}',
            '{{name | Hello}}, your {{reward}} are valid until {{rewardExpiresOn}}: {{link}}',
          ),
          linkUrl: 'https://shop.example/points',
        },
        next: { next: 'reminded' },
      },
      {
        id: 'reminded',
        kind: 'response',
        title: t('안내 후 구매했나요?', 'Bought after the reminder?'),
        contacts: ['reminder'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 14, unit: 'days' },
        next: { purchased: 'kept', none: 'quiet' },
      },
      {
        id: 'observed',
        kind: 'response',
        title: t('연락 없이 구매했나요?', 'Bought without contact?'),
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 30, unit: 'days' },
        next: { purchased: 'boughtAnyway', none: 'controlEnd' },
      },
      { id: 'kept', kind: 'goal', title: t('재구매', 'Bought again') },
      { id: 'boughtAnyway', kind: 'goal', title: t('대조군 구매', 'Control bought') },
      { id: 'controlEnd', kind: 'exit', title: t('대조군 무구매', 'Control did not buy') },
      { id: 'quiet', kind: 'exit', title: t('무반응', 'No response') },
    ],
  })
}
