import type { Icon } from '@tabler/icons-react'
import type { NodeId } from '../../schemas/node.ts'
import { type Kind, type Node, nodeSchema } from '../../schemas/scenario.ts'
import { viewOf } from '../kinds/registry.ts'

/** What the insertion menu offers: a kind, with the settings that make it useful at once. */
export const recipes = {
  offer: { kind: 'offer' },
  email: { kind: 'channel', channel: 'email', unitCost: 5 },
  sms: { kind: 'channel', channel: 'sms', unitCost: 30 },
  letter: { kind: 'channel', channel: 'letter', unitCost: 500 },
  thanksCall: { kind: 'call', purpose: 'thanks', unitCost: 500 },
  salesCall: { kind: 'call', purpose: 'sales', advertising: true, unitCost: 500 },
  wait: { kind: 'wait', until: { mode: 'duration', duration: { amount: 3, unit: 'days' } } },
  response: { kind: 'response' },
  condition: { kind: 'condition' },
  experiment: {
    kind: 'experiment',
    arms: [
      { port: 'a', share: 50 },
      { port: 'b', share: 50 },
    ],
  },
  update: { kind: 'update' },
  goal: { kind: 'goal' },
  exit: { kind: 'exit' },
} as const satisfies Record<string, { readonly kind: Kind } & Record<string, unknown>>
export type RecipeName = keyof typeof recipes

/** A new step with every default filled in. */
export function makeNode(name: RecipeName, id: NodeId): Node {
  return nodeSchema.parse({ ...recipes[name], id })
}

export function freshIcon(name: RecipeName): Icon {
  const node = makeNode(name, 'fresh')
  return viewOf(node).icon(node)
}
