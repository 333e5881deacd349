import { portsOf } from '../../../engine/kinds/ports.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { type Kind, nodeSchema, type Scenario } from '../../../schemas/scenario.ts'

const kinds: readonly Kind[] = nodeSchema.options.map((option) => option.shape.kind.value)

const dormant: Rule = { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 }
const message = { subject: '다시 만나고 싶어요', body: '{{name}}님, {{reward}}을 준비했습니다.' }

const settings: { readonly [K in Kind]: object } = {
  segment: { audience: { from: 'rule', rule: dormant } },
  offer: { offer: { from: 'made', content: { name: '3,500원 쿠폰' } } },
  channel: { channel: 'email', message },
  wait: { until: { mode: 'duration', duration: { amount: 3, unit: 'days' } } },
  response: { outcomes: [{ response: 'purchased', leave: 'atOnce' }] },
  condition: { branches: [{ port: 'long', label: '오래 쉰 고객', rule: dormant }] },
  experiment: {
    arms: [
      { port: 'a', share: 50 },
      { port: 'b', share: 50 },
    ],
  },
  call: { script: '안녕하세요, 다시마트입니다.' },
  update: { changes: [{ op: 'addPoints', points: 500 }] },
  goal: {},
  exit: {},
}

/** One step of every kind, as the insertion menu's plainest makes it. */
export const unconfigured = drawing(kinds.map((kind) => nodeSchema.parse({ kind, id: kind })))

/** The same, set up, and each leading to the next. */
export const configured = drawing(
  kinds.map((kind, i) => {
    const node = nodeSchema.parse({ ...settings[kind], kind, id: kind })
    const next = kinds[i + 1] ?? null
    return { ...node, next: Object.fromEntries(portsOf(node).map(({ port }) => [port, next])) }
  }),
)

/** Set up, but no way leads from one to another. */
export const loose = drawing(configured.nodes.map((node) => ({ ...node, next: {} })))

/** Set up, each with a remark for colleagues. */
export const noted = drawing(
  configured.nodes.map((node) => ({ ...node, note: '동료에게 남긴 말' })),
)

function drawing(nodes: Scenario['nodes']): Scenario {
  return { format: 1, name: 'Kit', start: 'segment', nodes, exitRules: [] }
}
