import { responsesOf } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { callResultSchema } from '../../schemas/kinds/call.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { isContact } from '../compile/contacts.ts'
import { graphOf, nearestBefore } from '../graph.ts'
import { type Edited, nodeOf, parsedNode } from './document.ts'
import { evenShares } from './shares.ts'
import { replaced } from './update.ts'

type Branching = Extract<Node, { kind: 'response' | 'condition' | 'experiment' | 'call' }>

/**
 * Adds a branch, as the last of the author’s own. Of a response branch or a call `what` names the response or result;
 * without it, and for a condition or an experiment, the next free one is taken. INVALID if there is none, if it is
 * there already, or if the step is of another kind.
 */
export function addBranch(scenario: Scenario, id: NodeId, what?: Port): Edited {
  const node = branchingNode(scenario, id)
  const port = what ?? freePort(node, scenario)
  if (port === undefined || branchPorts(node).includes(port)) {
    throw new Failure(
      'INVALID',
      `Step "${id}" cannot have another branch${what ? ` "${what}"` : ''}.`,
      {
        details: { reason: 'STEP_CANNOT', nodeId: id, port },
      },
    )
  }
  return replaced(scenario, parsedNode(withBranch(node, port)), {
    code: 'BRANCH_ADDED',
    values: { port },
  })
}

/** Removes a branch and what only it led to. NOT_FOUND if the step has no such branch of the author’s. */
export function removeBranch(scenario: Scenario, id: NodeId, port: Port): Edited {
  const node = branchingNode(scenario, id)
  const ports = branchPorts(node)
  if (!ports.includes(port)) throw noBranch(id, port)
  const rest = ports.filter((one) => one !== port)
  const values = { port, label: labelOf(node, port) }
  return replaced(scenario, parsedNode(arranged(node, rest)), { code: 'BRANCH_REMOVED', values })
}

/** Puts the author’s branches in a new order, in which each stands once: INVALID otherwise. */
export function reorderBranches(scenario: Scenario, id: NodeId, ports: readonly Port[]): Edited {
  const node = branchingNode(scenario, id)
  const wanted = [...ports].sort().join(' ')
  if (wanted !== [...branchPorts(node)].sort().join(' ')) {
    throw new Failure('INVALID', `The new order of "${id}" must name each branch once.`, {
      details: { reason: 'STEP_CANNOT', nodeId: id, ports },
    })
  }
  return replaced(scenario, parsedNode(arranged(node, ports)), {
    code: 'BRANCHES_REORDERED',
    values: {},
  })
}

/** Labels a branch of a condition or an arm of an experiment; its port, and so its journal, stays. */
export function renameBranch(
  scenario: Scenario,
  id: NodeId,
  { port, label }: { readonly port: Port; readonly label: string },
): Edited {
  const node = branchingNode(scenario, id)
  if (!branchPorts(node).includes(port)) throw noBranch(id, port)
  const labelled = <T extends { port: Port }>(branch: T): T =>
    branch.port === port ? { ...branch, label: label.trim() } : branch
  const values = { port, before: labelOf(node, port), label: label.trim() }
  const named = (changed: Node) =>
    replaced(scenario, parsedNode(changed), { code: 'BRANCH_RENAMED', values })
  switch (node.kind) {
    case 'condition':
      return named({ ...node, branches: node.branches.map(labelled) })
    case 'experiment':
      return named({ ...node, arms: node.arms.map(labelled) })
    case 'response':
    case 'call':
      throw new Failure('INVALID', `The branch "${port}" is named by its response.`, {
        details: { reason: 'STEP_CANNOT', nodeId: id, port },
      })
  }
}

function branchingNode(scenario: Scenario, id: NodeId): Branching {
  const node = nodeOf(scenario, id)
  switch (node.kind) {
    case 'response':
    case 'condition':
    case 'experiment':
    case 'call':
      return node
    case 'segment':
    case 'offer':
    case 'channel':
    case 'wait':
    case 'update':
    case 'goal':
    case 'exit':
      throw new Failure('INVALID', `A step of kind ${node.kind} has no branches of its own.`, {
        details: { reason: 'STEP_CANNOT', nodeId: id },
      })
  }
}

/** The branches an author can add, remove and order; not `none`, `else`, `next` and `exhausted`. */
function branchPorts(node: Branching): readonly Port[] {
  switch (node.kind) {
    case 'response':
      return node.outcomes.map((outcome) => outcome.response)
    case 'condition':
      return node.branches.map((branch) => branch.port)
    case 'experiment':
      return node.arms.map((arm) => arm.port)
    case 'call':
      return node.branches
  }
}

function freePort(node: Branching, scenario: Scenario): Port | undefined {
  const taken = branchPorts(node)
  const free = (names: readonly Port[]) => names.find((name) => !taken.includes(name))
  switch (node.kind) {
    case 'response':
      return free(possibleResponses(node, scenario))
    case 'call':
      return free(callResultSchema.options)
    case 'condition':
      return free(Array.from({ length: 20 }, (_, i) => `branch${i + 1}`))
    case 'experiment':
      return free([...'abcdefghijklmnopqrstu'])
  }
}

function possibleResponses(
  node: Extract<Branching, { kind: 'response' }>,
  scenario: Scenario,
): readonly Port[] {
  const graph = graphOf(scenario)
  const ids = node.contacts.length > 0 ? node.contacts : nearestBefore(graph, node.id, isContact)
  return ids.flatMap((id) => {
    const contact = graph.nodes.get(id)
    if (contact?.kind === 'call') return responsesOf.call
    return contact?.kind === 'channel' && contact.channel ? responsesOf[contact.channel] : []
  })
}

function withBranch(node: Branching, port: Port): unknown {
  switch (node.kind) {
    case 'response':
      return { ...node, outcomes: [...node.outcomes, { response: port, leave: 'atOnce' }] }
    case 'call':
      return { ...node, branches: [...node.branches, port] }
    case 'condition':
      return { ...node, branches: [...node.branches, { port }] }
    case 'experiment': {
      const sum = node.arms.reduce((total, arm) => total + arm.share, 0)
      const arm = { port, label: port.toUpperCase(), share: Math.max(0, 100 - sum), holdOut: false }
      const arms = [...node.arms, arm]
      // Shares that were even stay even; chosen ones are the author’s to change.
      const wereEven =
        sum >= 100 && new Set(node.arms.map((one) => Math.round(one.share))).size <= 1
      return { ...node, arms: wereEven ? evenShares(arms) : arms }
    }
  }
}

function arranged(node: Branching, ports: readonly Port[]): unknown {
  const pick = <T>(all: readonly T[], portOf: (one: T) => Port): T[] =>
    ports.flatMap((port) => all.filter((one) => portOf(one) === port).slice(0, 1))
  switch (node.kind) {
    case 'response':
      return { ...node, outcomes: pick(node.outcomes, (outcome) => outcome.response) }
    case 'call':
      return { ...node, branches: pick(node.branches, (branch) => branch) }
    case 'condition':
      return { ...node, branches: pick(node.branches, (branch) => branch.port) }
    case 'experiment':
      return { ...node, arms: pick(node.arms, (arm) => arm.port) }
  }
}

function labelOf(node: Branching, port: Port): string {
  if (node.kind === 'condition') return node.branches.find((one) => one.port === port)?.label ?? ''
  if (node.kind === 'experiment') return node.arms.find((one) => one.port === port)?.label ?? ''
  return ''
}

function noBranch(id: NodeId, port: Port): Failure {
  return new Failure('NOT_FOUND', `Step "${id}" has no branch "${port}".`, {
    details: { nodeId: id, port },
  })
}
