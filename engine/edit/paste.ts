import { Failure } from '../../schemas/failure.ts'
import type { Fragment } from '../../schemas/fragment.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { portsOf } from '../kinds/ports.ts'
import { copyFragment } from './copy.ts'
import { type Edited, naming, newId, nextOf, nodeOf, type Point } from './document.ts'
import { putIn } from './insert.ts'

/**
 * Puts a copy of a fragment at a point, under new ids; what followed continues after the last step on the first ports,
 * and is cut off if the fragment ends there.
 */
export function paste(
  scenario: Scenario,
  point: Point,
  fragment: Fragment,
  used: readonly NodeId[] = [],
): Edited {
  const { nodes, entry } = renamed(scenario, fragment, used)
  const { scenario: edited, removed } = putIn(scenario, point, {
    nodes,
    entry: entry.id,
    tail: tailOf(nodes, entry),
  })
  return {
    scenario: edited,
    description: { code: 'PASTED', values: { ...naming(entry), steps: nodes.length, removed } },
    select: entry.id,
  }
}

/** Puts a copy of a step right after it, without its branches. INVALID for the start. */
export function duplicate(scenario: Scenario, id: NodeId, used: readonly NodeId[] = []): Edited {
  const fragment = copyFragment(scenario, [id])
  const port = portsOf(nodeOf(scenario, id))[0]?.port
  if (port === undefined) {
    throw new Failure('INVALID', `Step "${id}" ends its path: nothing can follow it.`, {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  const {
    scenario: edited,
    description,
    ...rest
  } = paste(scenario, { after: id, port }, fragment, used)
  return { scenario: edited, description: { ...description, code: 'DUPLICATED' }, ...rest }
}

function renamed(
  scenario: Scenario,
  fragment: Fragment,
  used: readonly NodeId[],
): { nodes: readonly Node[]; entry: Node } {
  const names = new Map<NodeId, NodeId>()
  for (const node of fragment.nodes) {
    if (node.kind === 'segment') {
      throw new Failure('INVALID', 'A scenario has one segment, at its start.', {
        details: { reason: 'STEP_CANNOT' },
      })
    }
    names.set(node.id, newId(scenario, node.kind, [...used, ...names.values()]))
  }
  const nodes = fragment.nodes.map((node) => underNames(node, { names, scenario }))
  const entry = nodes.find((node) => node.id === names.get(fragment.entry)) ?? nodes[0]
  if (!entry)
    throw new Failure('INVALID', 'There is nothing to paste.', {
      details: { reason: 'STEP_CANNOT' },
    })
  return { nodes, entry }
}

function underNames(
  node: Node,
  { names, scenario }: { names: ReadonlyMap<NodeId, NodeId>; scenario: Scenario },
): Node {
  const next = Object.fromEntries(
    Object.entries(node.next).map(([port, to]) => [
      port,
      to === null ? null : (names.get(to) ?? null),
    ]),
  )
  const renamedNode = { ...node, id: names.get(node.id) ?? node.id, next }
  if (renamedNode.kind !== 'response') return renamedNode
  // A contact outside the fragment is still listened to where it exists.
  const contacts = renamedNode.contacts.flatMap((id) => {
    const name = names.get(id)
    if (name !== undefined) return [name]
    return scenario.nodes.some((one) => one.id === id) ? [id] : []
  })
  return { ...renamedNode, contacts }
}

/** The last step on the first ports; null if that way ends or goes round. */
function tailOf(nodes: readonly Node[], entry: Node): NodeId | null {
  const seen = new Set<NodeId>()
  for (let node: Node | undefined = entry; node && !seen.has(node.id); ) {
    seen.add(node.id)
    const port: string | undefined = portsOf(node)[0]?.port
    if (port === undefined) return null
    const to: NodeId | null = nextOf(node, port)
    if (to === null) return node.id
    node = nodes.find((one) => one.id === to)
  }
  return null
}
