import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

/** Everybody whose points are at least this many; customers are made with 1, 2, 3 … points. */
interface Audience {
  readonly fromPoints: number
}

/** Six steps, two of them contacts: what every engine of the comparison runs. */
export function sixSteps(audience: Audience): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'Six steps',
    start: 'who',
    nodes: [
      who(audience, 'mail'),
      mail('mail', 'wait'),
      wait('rich'),
      rich({ many: 'again', else: 'end' }),
      mail('again', 'end'),
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

/** The same six steps with coupons where the contacts were: moves, their reasons, orders and counters alone. */
export function sixMoves(audience: Audience): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'Six moves',
    start: 'who',
    nodes: [
      who(audience, 'coupon'),
      coupon('coupon', 'wait'),
      wait('rich'),
      rich({ many: 'second', else: 'end' }),
      coupon('second', 'end'),
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

/** One e-mail to everybody. */
export function oneMail(audience: Audience): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'One e-mail',
    start: 'who',
    nodes: [who(audience, 'mail'), mail('mail', 'end'), { id: 'end', kind: 'exit', next: {} }],
  })
}

/** An e-mail, then whoever clicks leaves at once. */
export function clickAtOnce(audience: Audience): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'Click at once',
    start: 'who',
    nodes: [
      who(audience, 'mail'),
      mail('mail', 'clicked'),
      {
        id: 'clicked',
        kind: 'response',
        contacts: ['mail'],
        outcomes: [{ response: 'clicked', leave: 'atOnce' }],
        window: { amount: 30, unit: 'days' },
        next: { clicked: 'yes', none: 'no' },
      },
      { id: 'yes', kind: 'goal', next: {} },
      { id: 'no', kind: 'exit', next: {} },
    ],
  })
}

const who = ({ fromPoints }: Audience, next: string) => ({
  id: 'who',
  kind: 'segment',
  audience: {
    from: 'rule',
    rule: { type: 'field', field: 'points', op: 'atLeast', value: fromPoints },
  },
  next: { next },
})

const mail = (id: string, next: string) => ({
  id,
  kind: 'channel',
  channel: 'email',
  unitCost: 30,
  message: {
    subject: 'We miss you',
    body: 'Dear {{name | customer}}, you have {{points | 0}} points.',
  },
  next: { next },
})

const coupon = (id: string, next: string) => ({
  id,
  kind: 'offer',
  offer: {
    from: 'made',
    content: {
      name: 'Coupon',
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
  next: { next },
})

const wait = (next: string) => ({
  id: 'wait',
  kind: 'wait',
  until: { mode: 'duration', duration: { amount: 3, unit: 'days' } },
  next: { next },
})

const rich = (next: { many: string; else: string }) => ({
  id: 'rich',
  kind: 'condition',
  branches: [
    {
      port: 'many',
      label: 'many points',
      rule: { type: 'field', field: 'points', op: 'atLeast', value: 0 },
    },
  ],
  next,
})
