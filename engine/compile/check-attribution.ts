import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { diagnostic } from '../diagnostics.ts'
import { dayMs, durationMs } from '../durations.ts'
import type { Graph } from '../graph.ts'

/** Branches that await purchases for longer than purchases count; without rules of its own a scenario is not asked. */
export function checkAttribution(
  { attribution }: Pick<Scenario, 'attribution'>,
  graph: Graph,
): readonly Diagnostic[] {
  if (!attribution) return []
  const { days } = attribution
  return [...graph.nodes.values()].flatMap((node) => {
    if (node.kind !== 'response' || durationMs(node.window) <= days * dayMs) return []
    if (!node.outcomes.some(({ response }) => response === 'purchased')) return []
    const values = { days, window: Math.ceil(durationMs(node.window) / dayMs) }
    const fix = { do: 'countLonger', days: values.window } as const
    return [diagnostic('ATTRIBUTION_SHORT', { nodeId: node.id, field: 'window' }, { values, fix })]
  })
}
