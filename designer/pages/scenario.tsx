import { getRouteApi } from '@tanstack/react-router'
import { lazy } from 'react'
import { DesignRoom } from '../canvas/design-room.tsx'

const route = getRouteApi('/inside/campaigns/$campaign/scenarios/$scenario')

const WatchRoom = lazy(async () => {
  const { WatchRoom: component } = await import('../live/watch-room.tsx')
  return { default: component }
})

/** One scenario: its drawing, or a run of it. */
export function ScenarioPage() {
  const { scenario } = route.useParams()
  const { mode, run, node, customer } = route.useSearch()
  return mode === 'live' ? (
    <WatchRoom
      key={`${scenario} ${run}`}
      scenarioId={scenario}
      runId={run ?? null}
      node={node ?? null}
      customer={customer ?? null}
    />
  ) : (
    <DesignRoom key={scenario} scenarioId={scenario} node={node ?? null} />
  )
}
