import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

/** Six steps, two of them contacts: what every engine of the comparison runs. */
export const sixSteps: Scenario = scenarioSchema.parse({
  format: 1,
  name: 'Six steps',
  start: 'who',
  nodes: [
    {
      id: 'who',
      kind: 'segment',
      audience: { from: 'rule', rule: { type: 'everyone' } },
      next: { next: 'mail' },
    },
    {
      id: 'mail',
      kind: 'channel',
      channel: 'email',
      unitCost: 30,
      message: {
        subject: 'We miss you',
        body: 'Dear {{name | customer}}, you have {{points | 0}} points.',
      },
      next: { next: 'wait' },
    },
    {
      id: 'wait',
      kind: 'wait',
      until: { mode: 'duration', duration: { amount: 3, unit: 'days' } },
      next: { next: 'rich' },
    },
    {
      id: 'rich',
      kind: 'condition',
      branches: [
        {
          port: 'many',
          label: 'many points',
          rule: { type: 'field', field: 'points', op: 'atLeast', value: 0 },
        },
      ],
      next: { many: 'text', else: 'end' },
    },
    {
      id: 'text',
      kind: 'channel',
      channel: 'sms',
      unitCost: 30,
      message: { body: '{{name | customer}}, your points: {{points | 0}}' },
      next: { next: 'end' },
    },
    { id: 'end', kind: 'exit', next: {} },
  ],
})
