import type { Scenario } from '../../schemas/scenario.ts'
import { type Language, scenarioOf, type Template, wording } from './template.ts'

/** The thanks-call by itself, for regular customers who have just bought again; a letter where nobody answers. */
export const thanks: Template = {
  id: 'thanks',
  programme: 'loyalty',
  title: { ko: '감사콜', en: 'Thanks-call' },
  description: {
    ko: '최근 다시 구매한 단골 고객에게 상담원이 감사 전화를 드리고, 받지 못한 고객에게는 감사 편지를 보냅니다.',
    en: 'An agent phones regular customers who have just bought again and thanks them; who cannot be reached gets a letter.',
  },
  scenario,
}

function scenario(language: Language): Scenario {
  const t = wording(language)
  return scenarioOf({
    format: 1,
    name: thanks.title[language],
    start: 'justBought',
    exitRules: [{ response: 'unsubscribed', result: 'left' }],
    nodes: [
      {
        id: 'justBought',
        kind: 'segment',
        title: t('최근 다시 구매한 단골', 'Regulars who just bought'),
        audience: {
          from: 'rule',
          rule: {
            type: 'all',
            rules: [
              { type: 'field', field: 'recencyDays', op: 'atMost', value: 14 },
              { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 10 },
            ],
          },
        },
        next: { next: 'call' },
      },
      {
        id: 'call',
        kind: 'call',
        title: t('감사콜', 'Thanks-call'),
        purpose: 'thanks',
        unitCost: 500,
        branches: ['unreached'],
        script: t(
          '{{name | 고객}}님 안녕하세요, {{sender}}입니다.\n늘 저희를 찾아 주셔서 진심으로 감사드립니다.\n이번에 구매하신 상품은 마음에 드셨나요?',
          'Hello {{name | there}}, this is {{sender}}.\nThank you for shopping with us again and again.\nAre you happy with what you bought?',
        ),
        next: { next: 'bought', unreached: 'letter' },
      },
      {
        id: 'letter',
        kind: 'channel',
        title: t('감사 편지', 'Thank-you letter'),
        channel: 'letter',
        advertising: false,
        unitCost: 500,
        message: {
          subject: t('늘 찾아 주셔서 감사합니다', 'Thank you for being our customer'),
          body: t(
            '{{name | 고객}}님께\n\n늘 저희를 찾아 주셔서 감사합니다.\n앞으로도 정성을 다해 모시겠습니다.\n\n{{sender}} 드림',
            'Dear {{name | customer}},\n\nthank you for shopping with us again and again.\nWe look forward to seeing you soon.\n\n{{sender}}',
          ),
        },
        next: { next: 'bought' },
      },
      {
        id: 'bought',
        kind: 'response',
        title: t('또 구매했나요?', 'Bought again?'),
        contacts: ['call', 'letter'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 30, unit: 'days' },
        next: { purchased: 'goal', none: 'quiet' },
      },
      { id: 'goal', kind: 'goal', title: t('다시 구매', 'Bought again') },
      { id: 'quiet', kind: 'exit', title: t('구매 없음', 'Nothing more') },
    ],
  })
}
