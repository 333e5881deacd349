import type { z } from 'zod'
import type { Catalogue } from '../../engine/catalogue.ts'
import { compile } from '../../engine/compile.ts'
import type { Plan, PlanNode } from '../../schemas/plan.ts'
import { type nodeSchema, type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { catalogueWith } from './catalogue.ts'

export type NodeInput = z.input<typeof nodeSchema>
type ScenarioInput = z.input<typeof scenarioSchema>

/** Settings that leave nothing to complain about, by kind. */
const complete = {
  segment: { audience: { from: 'rule', rule: { type: 'everyone' } } },
  offer: { offer: { from: 'made', content: { name: 'Coupon' } } },
  channel: { channel: 'email', message: { subject: 'Hello', body: 'Come back' } },
  wait: { until: { mode: 'duration', duration: { amount: 3, unit: 'days' } } },
  response: { outcomes: [{ response: 'purchased', leave: 'atOnce' }] },
  condition: { branches: [{ port: 'yes', rule: { type: 'everyone' } }] },
  experiment: {
    arms: [
      { port: 'a', share: 50 },
      { port: 'b', share: 50 },
    ],
  },
  call: { script: 'Thank you' },
  update: { changes: [{ op: 'set', attribute: 'seen', value: true }] },
  goal: {},
  exit: {},
} as const

/** A scenario that begins with the segment `start`; every node is complete but for what the test says. */
export function draw(
  nodes: readonly NodeInput[],
  more: Partial<Omit<ScenarioInput, 'nodes'>> = {},
): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'Test',
    start: 'start',
    ...more,
    nodes: nodes.map((node) => ({ ...complete[node.kind], ...node })),
  })
}

/** A straight line of nodes after the segment, ended by an exit called `end`. */
export function line(...nodes: readonly NodeInput[]): Scenario {
  const all: NodeInput[] = [{ id: 'start', kind: 'segment' }, ...nodes, { id: 'end', kind: 'exit' }]
  return draw(
    all.map((node, i) => {
      const following = all[i + 1]?.id ?? null
      return following === null ? node : { ...node, next: { next: following, ...node.next } }
    }),
  )
}

/** The plan of a scenario that is expected to have no errors. */
export function planOf(scenario: Scenario, catalogue: Catalogue = catalogueWith()): Plan {
  const { plan, diagnostics } = compile(scenario, catalogue)
  if (plan) return plan
  throw new Error(diagnostics.map((one) => `${one.nodeId}: ${one.message}`).join('\n'))
}

export function nodeIn(plan: Plan, id: string): PlanNode {
  const found = plan.nodes.find((at) => at.id === id)
  if (found) return found
  throw new Error(`The plan has no ${id}`)
}
