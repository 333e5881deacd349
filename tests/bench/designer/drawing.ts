import { type Scenario, scenarioSchema } from '../../../schemas/scenario.ts'

/** A drawing of a thousand steps: a trunk of blocks, each a wait and a choice of two branches that meet again. */
export function thousandSteps(): Scenario {
  const blocks = Array.from({ length: 249 }, (_, index) => [
    {
      id: `wait${index}`,
      kind: 'wait',
      until: { mode: 'duration', duration: { amount: 1, unit: 'days' } },
      next: { next: `if${index}` },
    },
    {
      id: `if${index}`,
      kind: 'condition',
      title: `Choice ${index}`,
      branches: [
        { port: 'yes', rule: { type: 'field', field: 'points', op: 'atLeast', value: index } },
      ],
      next: { yes: `yes${index}`, else: `no${index}` },
    },
    ...['yes', 'no'].map((branch) => ({
      id: `${branch}${index}`,
      kind: 'update',
      title: `Mark ${branch} ${index}`,
      changes: [{ op: 'set', attribute: `mark${index}`, value: branch }],
      next: { next: index < 248 ? `wait${index + 1}` : 'end' },
    })),
  ])
  return scenarioSchema.parse({
    format: 1,
    name: 'A thousand steps',
    start: 'audience',
    nodes: [
      {
        id: 'audience',
        kind: 'segment',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'wait0' },
      },
      ...blocks.flat(),
      { id: 'end', kind: 'exit' },
      { id: 'spare', kind: 'exit' },
      { id: 'spare2', kind: 'exit' },
    ].slice(0, 998),
  })
}
