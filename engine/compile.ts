import type { Diagnostic } from '../schemas/diagnostic.ts'
import type { Plan } from '../schemas/plan.ts'
import type { Scenario } from '../schemas/scenario.ts'
import type { Catalogue } from './catalogue.ts'
import { checkAttribution } from './compile/check-attribution.ts'
import { checkContacts } from './compile/check-contacts.ts'
import { checkCost } from './compile/check-cost.ts'
import { checkFlow } from './compile/check-flow.ts'
import { checkLoops } from './compile/check-loops.ts'
import { checkRewards } from './compile/check-rewards.ts'
import { planOf } from './compile/plan-of.ts'
import { graphOf } from './graph.ts'
import { checkNode } from './kinds/registry.ts'

export interface Compiled {
  /** Null when there is an error among the diagnostics. */
  readonly plan: Plan | null
  /** All that is wrong, at once, in the order of the document. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Turns a drawing into a plan, or says all that is wrong with it; pure, the same in the designer and on the server.
 * Never throws on a scenario that `scenarioSchema` has parsed. The plan does not depend on the order of nodes in the
 * document, and a node keeps the number that an earlier plan of the scenario gave it.
 */
export function compile(scenario: Scenario, catalogue: Catalogue): Compiled {
  const graph = graphOf(scenario)
  const context = { scenario, catalogue }
  const found = [
    ...checkFlow(scenario, graph, catalogue),
    ...scenario.nodes.flatMap((node) => checkNode(node, context)),
    ...checkLoops(graph),
    ...checkContacts(graph),
    ...checkRewards(graph, catalogue),
    ...checkCost(graph, catalogue),
    ...checkAttribution(scenario, graph),
  ]
  const diagnostics = inDocumentOrder(scenario, found)
  const hasError = diagnostics.some((one) => one.level === 'error')
  return { plan: hasError ? null : planOf(scenario, graph, catalogue), diagnostics }
}

function inDocumentOrder(
  scenario: Scenario,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const places = new Map(scenario.nodes.map((node, place) => [node.id, place]))
  const place = ({ nodeId }: Diagnostic) => (nodeId === null ? -1 : (places.get(nodeId) ?? -1))
  return diagnostics.toSorted((a, b) => place(a) - place(b))
}
