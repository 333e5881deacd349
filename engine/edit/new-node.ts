import { type Channel, responsesOf } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Kind, Node, Scenario } from '../../schemas/scenario.ts'
import { isContact } from '../compile/contacts.ts'
import { graphOf, nearestBefore } from '../graph.ts'
import { type Point, parsedNode } from './document.ts'

/** A node of a kind as it is first put on the canvas: filled in where there is a usual choice, open where there is none. */
export function newNode(
  scenario: Scenario,
  { id, kind, point }: { id: NodeId; kind: Kind; point: Point },
): Node {
  return parsedNode({ id, kind, ...usual(scenario, kind, point) })
}

function usual(scenario: Scenario, kind: Kind, point: Point): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'segment':
      throw new Failure('INVALID', 'A scenario has one segment, at its start.', {
        details: { reason: 'STEP_CANNOT' },
      })
    case 'wait':
      return { until: { mode: 'duration', duration: { amount: 3, unit: 'days' } } }
    case 'response':
      return { outcomes: usualOutcomes(scenario, point) }
    case 'condition':
      return { branches: [{ port: 'branch1' }] }
    case 'experiment':
      return {
        arms: [
          { port: 'a', label: 'A', share: 50 },
          { port: 'b', label: 'B', share: 50 },
        ],
      }
    case 'offer':
    case 'channel':
    case 'call':
    case 'update':
    case 'goal':
    case 'exit':
      return {}
  }
}

/** The response a marketer hopes for, of those the contact before can have: a purchase, and a call that was answered. */
function usualOutcomes(scenario: Scenario, point: Point): readonly unknown[] {
  const channel = channelBefore(scenario, point)
  const possible = channel ? responsesOf[channel] : []
  const usualOne = channel === 'call' ? 'answered' : 'purchased'
  return possible.includes(usualOne) ? [{ response: usualOne, leave: 'atOnce' }] : []
}

/** The channel of the nearest contact before a point, or of the node it follows. */
export function channelBefore(scenario: Scenario, { after }: Point): Channel | null {
  const graph = graphOf(scenario)
  const here = graph.nodes.get(after)
  const [nearest] = isContact(here) ? [after] : nearestBefore(graph, after, isContact)
  const contact = nearest === undefined ? undefined : graph.nodes.get(nearest)
  if (contact?.kind === 'call') return 'call'
  return contact?.kind === 'channel' ? contact.channel : null
}
