import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import {
  type Attribution,
  type ExitRule,
  type Node,
  type Scenario,
  scenarioSchema,
} from '../../schemas/scenario.ts'
import {
  type DescriptionCode,
  type Edited,
  naming,
  nodeOf,
  parsedNode,
  withNode,
  withoutLost,
} from './document.ts'

/**
 * Changes settings of one step; a setting given as undefined is taken away. Branches that the step no longer has go,
 * with what only they led to. Id, kind and edges cannot be changed: those keys are ignored. INVALID with the field if a
 * value does not fit.
 */
export function update(
  scenario: Scenario,
  id: NodeId,
  patch: Readonly<Record<string, unknown>>,
): Edited {
  const node = nodeOf(scenario, id)
  const fields = Object.keys(patch)
  const settings = { ...node, ...patch, id, kind: node.kind, next: node.next }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const changed = parsedNode(Object.fromEntries(given))
  return replaced(scenario, changed, { code: 'CHANGED', values: { field: fields.join(', ') } })
}

/** Gives a step a title; up to 80 characters, INVALID beyond; empty lets the kind speak. */
export function rename(scenario: Scenario, id: NodeId, title: string): Edited {
  const before = nodeOf(scenario, id)
  const changed = parsedNode({ ...before, title: title.trim() })
  return replaced(scenario, changed, { code: 'RENAMED', values: { before: before.title } })
}

/** Names the scenario; 1 to 120 characters, INVALID otherwise. */
export function renameScenario(scenario: Scenario, name: string): Edited {
  return {
    scenario: checked({ ...scenario, name: name.trim() }),
    description: { code: 'SCENARIO_RENAMED', values: { before: scenario.name } },
  }
}

/** Sets the rules by which customers leave wherever they stand; at most 20, INVALID beyond. */
export function setExitRules(scenario: Scenario, exitRules: readonly ExitRule[]): Edited {
  return {
    scenario: checked({ ...scenario, exitRules: [...exitRules] }),
    description: { code: 'EXIT_RULES_CHANGED', values: { rules: exitRules.length } },
  }
}

/** Says which purchases count for the scenario. */
export function setAttribution(scenario: Scenario, attribution: Attribution): Edited {
  return {
    scenario: checked({ ...scenario, attribution }),
    description: { code: 'ATTRIBUTION_CHANGED', values: { days: attribution.days } },
  }
}

/** The document with a changed node in place of the old one, and without what that cut off. */
export function replaced(
  scenario: Scenario,
  node: Node,
  { code, values }: { code: DescriptionCode; values: Readonly<Record<string, string | number>> },
): Edited {
  const { scenario: edited, removed } = withoutLost(scenario, withNode(scenario, node))
  return {
    scenario: edited,
    description: { code, values: { ...naming(node), ...values, removed } },
    select: node.id,
  }
}

function checked(scenario: Scenario): Scenario {
  // Only what stands beside the nodes can be wrong here, and checking a thousand nodes takes a while.
  const parsed = scenarioSchema.omit({ nodes: true }).safeParse(withoutNodes(scenario))
  if (parsed.success) return { ...parsed.data, nodes: scenario.nodes }
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  throw new Failure('INVALID', `The scenario cannot be like that: ${field}: ${issue?.message}`, {
    details: { reason: 'STEP_CANNOT', field },
  })
}

function withoutNodes(scenario: Scenario): Omit<Scenario, 'nodes'> {
  const { nodes: _nodes, ...rest } = scenario
  return rest
}
