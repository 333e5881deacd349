import { getRouteApi } from '@tanstack/react-router'
import { DesignRoom } from '../canvas/design-room.tsx'
import { WatchRoom } from '../live/watch-room.tsx'

const route = getRouteApi('/inside/campaigns/$campaign/scenarios/$scenario')

/** One scenario: its drawing, or a run of it. */
export function ScenarioPage() {
  const { scenario } = route.useParams()
  const { mode, run, node } = route.useSearch()
  return mode === 'live' ? (
    <WatchRoom
      key={`${scenario} ${run}`}
      scenarioId={scenario}
      runId={run ?? null}
      node={node ?? null}
    />
  ) : (
    <DesignRoom key={scenario} scenarioId={scenario} node={node ?? null} />
  )
}
