import type { Port } from '../../schemas/node.ts'
import type { Kind, Node, NodeOf } from '../../schemas/scenario.ts'

/** A way out of a node. An optional one that leads nowhere ends the path with the kind's own result. */
export interface PortSpec {
  readonly port: Port
  readonly optional: boolean
}

/** All ways out of a node, in the order they are drawn; with a limit on visits `exhausted` comes last. */
export function portsOf(node: Node): readonly PortSpec[] {
  const ports = portsOfKind(node.kind, node)
  return node.maxVisits === undefined || node.kind === 'exit' ? ports : [...ports, may('exhausted')]
}

/**
 * The ways out of every kind; a new kind does not compile until it stands here. Apart from the kinds' meanings, so that
 * a drawing can be shown without the calendar and the checks they bring along.
 */
const portsByKind: { readonly [K in Kind]: (node: NodeOf<K>) => readonly PortSpec[] } = {
  segment: () => [must('next')],
  offer: (node) => [must('next'), ...(node.soldOut === 'branch' ? [must('soldOut')] : [])],
  channel: (node) => [must('next'), ...(node.unsent === 'branch' ? [must('unsent')] : [])],
  wait: () => [must('next')],
  response: (node) => [
    ...[...new Set(node.outcomes.map((outcome) => outcome.response))].map(must),
    must('none'),
  ],
  condition: (node) => [...node.branches.map((branch) => must(branch.port)), must('else')],
  experiment: (node) => node.arms.map((arm) => must(arm.port)),
  call: (node) => [must('next'), ...[...new Set(node.branches)].map(must)],
  update: () => [must('next')],
  goal: () => [may('next')],
  exit: () => [],
}

function portsOfKind<K extends Kind>(kind: K, node: NodeOf<K>): readonly PortSpec[] {
  return portsByKind[kind](node)
}

function must(port: Port): PortSpec {
  return { port, optional: false }
}

function may(port: Port): PortSpec {
  return { port, optional: true }
}
