import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

/** The textbook case in short: an e-mail, who buys is thanked by telephone. */
export function makeScenario({ name = 'Win-back', body = 'Hello' } = {}): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name,
    start: 'who',
    nodes: [
      {
        kind: 'segment',
        id: 'who',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'offer' },
      },
      {
        kind: 'offer',
        id: 'offer',
        offer: {
          from: 'made',
          content: {
            name: 'Coupon',
            reward: {
              kind: 'coupon',
              name: '3,000',
              faceValue: 3000,
              unitCost: 1000,
              stock: null,
              validDays: 60,
            },
          },
        },
        next: { next: 'mail' },
      },
      {
        kind: 'channel',
        id: 'mail',
        channel: 'email',
        message: { subject: 'We miss you', body },
        unitCost: 3500,
        next: { next: 'back' },
      },
      {
        kind: 'response',
        id: 'back',
        outcomes: [{ response: 'purchased', leave: 'atOnce' }],
        window: { amount: 14, unit: 'days' },
        next: { purchased: 'thanks', none: 'end' },
      },
      {
        kind: 'call',
        id: 'thanks',
        script: 'Thank you',
        unitCost: 500,
        next: { next: 'end' },
      },
      { kind: 'exit', id: 'end' },
    ],
  })
}
