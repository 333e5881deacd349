import { useQuery } from '@tanstack/react-query'
import type { RuleCount } from '../../schemas/api/segments.ts'
import type { Rule } from '../../schemas/rule.ts'
import { ruleCountQuery } from '../api/segments.ts'
import { useRoom, useScenario } from '../canvas/room.ts'

const everyone: Rule = { type: 'everyone' }

/** Who takes part as the drawing stands now; null while nothing is chosen. */
export function useAudienceRule(): Rule | null {
  const scenario = useScenario()
  const { catalogue } = useRoom()
  const first = scenario.nodes.find(({ id }) => id === scenario.start)
  if (first?.kind !== 'segment' || !first.audience) return null
  if (first.audience.from === 'rule') return first.audience.rule
  return catalogue.segments[first.audience.segmentId]?.rule ?? null
}

/** The audience counted, with five real customers for examples; undefined until it is there. */
export function useAudience(): RuleCount | undefined {
  const rule = useAudienceRule()
  return useQuery({ ...ruleCountQuery(rule ?? everyone, 5), enabled: rule !== null }).data
}
