import type { Kind, Node, NodeOf } from '../../schemas/scenario.ts'
import { call } from './call.tsx'
import { channel } from './channel.tsx'
import { condition } from './condition.tsx'
import { exit } from './exit.tsx'
import { experiment } from './experiment.tsx'
import { goal } from './goal.tsx'
import type { KindView, Words } from './kind-view.ts'
import { offer } from './offer.tsx'
import { response } from './response.tsx'
import { segment } from './segment.tsx'
import { update } from './update.tsx'
import { wait } from './wait.tsx'

const views: { readonly [K in Kind]: KindView<K> } = {
  segment,
  offer,
  channel,
  wait,
  response,
  condition,
  experiment,
  call,
  update,
  goal,
  exit,
}

export function viewOf<K extends Kind>(node: NodeOf<K>): KindView<K> {
  return views[node.kind as K]
}

export function shapeOf(kind: Kind): 'card' | 'pill' {
  return views[kind].shape
}

/** What a step is called on the canvas: the marketer's title, else what its kind says of it. */
export function titleOf(node: Node, words: Words): string {
  return node.title || viewOf(node).title(node, words)
}
