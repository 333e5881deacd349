import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

/** A small win-back: offer, e-mail, wait, who bought?, thanks-call or a text message, who bought again? */
export const winback: Scenario = scenarioSchema.parse({
  format: 1,
  name: 'Win-back',
  start: 'who',
  exitRules: [{ response: 'unsubscribed', result: 'left' }],
  nodes: [
    {
      id: 'who',
      kind: 'segment',
      audience: { from: 'rule', rule: { type: 'everyone' } },
      next: { next: 'coupon' },
    },
    {
      id: 'coupon',
      kind: 'offer',
      offer: {
        from: 'made',
        content: {
          name: '3,500 won coupon',
          product: '',
          reward: {
            kind: 'coupon',
            name: 'Coupon',
            faceValue: 3500,
            unitCost: 3500,
            stock: null,
            validDays: 60,
          },
        },
      },
      next: { next: 'mail' },
    },
    {
      id: 'mail',
      kind: 'channel',
      channel: 'email',
      unitCost: 30,
      message: { subject: 'We miss you', body: 'Dear {{name | customer}}, {{rewardCode}}' },
      next: { next: 'wait' },
    },
    {
      id: 'wait',
      kind: 'wait',
      until: { mode: 'duration', duration: { amount: 3, unit: 'days' } },
      next: { next: 'back' },
    },
    {
      id: 'back',
      kind: 'response',
      contacts: ['mail'],
      outcomes: [{ response: 'purchased', leave: 'atOnce' }],
      window: { amount: 10, unit: 'days' },
      next: { purchased: 'thanks', none: 'enough' },
    },
    {
      id: 'thanks',
      kind: 'call',
      script: 'Thank you, {{name | customer}}',
      unitCost: 500,
      next: { next: 'again' },
    },
    {
      id: 'again',
      kind: 'response',
      contacts: ['thanks'],
      outcomes: [{ response: 'purchased', leave: 'atOnce' }],
      window: { amount: 14, unit: 'days' },
      next: { purchased: 'won', none: 'enough' },
    },
    { id: 'won', kind: 'goal', next: {} },
    { id: 'enough', kind: 'exit', next: {} },
  ],
})
