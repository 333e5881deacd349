import { useQuery } from '@tanstack/react-query'
import type { Scenario } from '../../../schemas/scenario.ts'
import { ruleCountQuery, segmentsQuery } from '../../api/segments.ts'

/** How many customers of now a drawing means; null until it is known, or where it does not say. */
export function useTemplateAudience(scenario: Scenario): number | null {
  const first = scenario.nodes.find(({ id }) => id === scenario.start)
  const audience = first?.kind === 'segment' ? first.audience : null
  const { data: segments } = useQuery({ ...segmentsQuery, enabled: audience?.from === 'saved' })
  const rule =
    audience?.from === 'rule'
      ? audience.rule
      : segments?.find(({ id }) => audience?.from === 'saved' && id === audience.segmentId)?.rule
  const { data } = useQuery({
    ...ruleCountQuery(rule ?? { type: 'everyone' }),
    enabled: rule !== undefined,
  })
  return data?.count ?? null
}
