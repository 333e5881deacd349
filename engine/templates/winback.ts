import type { Scenario } from '../../schemas/scenario.ts'
import { type Language, scenarioOf, type Template, wording } from './template.ts'

/**
 * The field’s own textbook case: 100 dormant customers contacted at 3,500 won each (coupon 3,480, message 20), 30 wake
 * up and are thanked at 500 won each, 20 are won back.
 */
export const winback: Template = {
  id: 'winback',
  programme: 'winback',
  title: { ko: '휴면 고객 재활성화 + 감사콜', en: 'Win-back with thanks-call' },
  description: {
    ko: '6개월 이상 구매가 없는 고객에게 쿠폰을 보내고, 돌아온 고객에게 감사 전화를 드린 뒤 다시 구매하는지 확인합니다.',
    en: 'A coupon for customers who have not bought for six months; who comes back is thanked by phone, and we see who buys again.',
  },
  scenario,
}

function scenario(language: Language): Scenario {
  const t = wording(language)
  return scenarioOf({
    format: 1,
    name: winback.title[language],
    start: 'dormant',
    exitRules: [{ response: 'unsubscribed', result: 'left' }],
    nodes: [
      {
        id: 'dormant',
        kind: 'segment',
        title: t('6개월 이상 휴면 고객', 'Dormant for six months'),
        audience: {
          from: 'rule',
          rule: { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 },
        },
        next: { next: 'coupon' },
      },
      {
        id: 'coupon',
        kind: 'offer',
        title: t('3,500원 쿠폰', '3,500 won coupon'),
        offer: {
          from: 'made',
          content: {
            name: t('돌아오신 고객님 감사 쿠폰', 'Welcome-back coupon'),
            reward: {
              kind: 'coupon',
              name: t('3,500원 할인 쿠폰', '3,500 won off'),
              faceValue: 3500,
              unitCost: 3480,
              stock: null,
              validDays: 45,
            },
          },
        },
        next: { next: 'email' },
      },
      {
        id: 'email',
        kind: 'channel',
        title: t('쿠폰 이메일', 'Coupon e-mail'),
        channel: 'email',
        unitCost: 20,
        unsent: 'branch',
        message: {
          subject: t(
            '{{name | 고객}}님, {{reward}}을 준비했습니다',
            '{{name | Dear customer}}, we have {{reward}} for you',
          ),
          body: t(
            '{{name | 고객}}님, 오랜만에 인사드립니다.\n\n다시 찾아 주시면 {{reward}}을 드립니다.\n쿠폰 번호: {{rewardCode}}\n사용 기한: {{rewardExpiresOn}}\n\n쿠폰 사용하기: {{link}}',
            'Hello {{name | there}}, it has been a while.\n\nCome back and take {{reward}}.\nYour code: {{rewardCode}}\nValid until {{rewardExpiresOn}}\n\nUse it here: {{link}}',
          ),
          linkUrl: 'https://shop.example/coupon',
        },
        next: { next: 'pause', unsent: 'sms' },
      },
      {
        id: 'sms',
        kind: 'channel',
        title: t('쿠폰 문자', 'Coupon text message'),
        channel: 'sms',
        unitCost: 20,
        message: {
          body: t(
            '{{name | 고객}}님, {{reward}} {{rewardCode}} ({{rewardExpiresOn}}까지) {{link}}',
            '{{name | Hello}}, {{reward}}: {{rewardCode}} until {{rewardExpiresOn}} {{link}}',
          ),
          linkUrl: 'https://shop.example/coupon',
        },
        next: { next: 'pause' },
      },
      {
        id: 'pause',
        kind: 'wait',
        title: t('돌아올 시간', 'Time to come back'),
        until: { mode: 'duration', duration: { amount: 3, unit: 'days' } },
        next: { next: 'wokeUp' },
      },
      {
        id: 'wokeUp',
        kind: 'response',
        title: t('다시 구매했나요?', 'Woke up?'),
        contacts: ['email', 'sms'],
        outcomes: [
          { response: 'purchased', leave: 'atOnce' },
          { response: 'clicked', leave: 'atEnd' },
        ],
        window: { amount: 14, unit: 'days' },
        next: { purchased: 'thanksCall', clicked: 'reminder', none: 'stillDormant' },
      },
      {
        id: 'reminder',
        kind: 'channel',
        title: t('쿠폰 사용 안내 문자', 'Coupon reminder'),
        channel: 'sms',
        unitCost: 20,
        message: {
          body: t(
            '{{name | 고객}}님, 관심 가져 주셔서 감사합니다. {{reward}} {{rewardCode}}, {{rewardExpiresOn}}까지 쓰실 수 있습니다. {{link}}',
            '{{name | Hello}}, thank you for looking. {{reward}} ({{rewardCode}}) is yours until {{rewardExpiresOn}}: {{link}}',
          ),
          linkUrl: 'https://shop.example/coupon',
        },
        next: { next: 'reminded' },
      },
      {
        id: 'reminded',
        kind: 'response',
        title: t('안내 후 구매했나요?', 'Bought after the reminder?'),
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 7, unit: 'days' },
        next: { purchased: 'thanksCall', none: 'stillDormant' },
      },
      {
        id: 'thanksCall',
        kind: 'call',
        title: t('감사콜', 'Thanks-call'),
        purpose: 'thanks',
        unitCost: 500,
        branches: ['unreached'],
        script: t(
          '{{name | 고객}}님 안녕하세요, {{sender}}입니다.\n다시 찾아 주셔서 진심으로 감사드립니다.\n이용하시면서 불편하신 점은 없으셨나요?',
          'Hello {{name | there}}, this is {{sender}}.\nThank you for coming back to us.\nWas everything to your liking?',
        ),
        next: { next: 'wonBack', unreached: 'thanksLetter' },
      },
      {
        id: 'thanksLetter',
        kind: 'channel',
        title: t('감사 편지', 'Thank-you letter'),
        channel: 'letter',
        advertising: false,
        unitCost: 500,
        message: {
          subject: t('다시 찾아 주셔서 감사합니다', 'Thank you for coming back'),
          body: t(
            '{{name | 고객}}님께\n\n다시 찾아 주셔서 감사합니다.\n앞으로도 정성을 다해 모시겠습니다.\n\n{{sender}} 드림',
            'Dear {{name | customer}},\n\nthank you for coming back to us.\nWe look forward to seeing you again.\n\n{{sender}}',
          ),
        },
        next: { next: 'wonBack' },
      },
      {
        id: 'wonBack',
        kind: 'response',
        title: t('또 구매했나요?', 'Bought again?'),
        contacts: ['thanksCall', 'thanksLetter'],
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 30, unit: 'days' },
        next: { purchased: 'goal', none: 'onceBack' },
      },
      { id: 'goal', kind: 'goal', title: t('재활성화 성공', 'Won back') },
      { id: 'onceBack', kind: 'exit', title: t('한 번 구매', 'Bought once') },
      { id: 'stillDormant', kind: 'exit', title: t('무반응', 'Still dormant') },
    ],
  })
}
