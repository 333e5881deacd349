import { getRouteApi } from '@tanstack/react-router'
import { lazy } from 'react'
import { DesignRoom } from '../canvas/design-room.tsx'
import { liveOverlay } from '../canvas/later-parts.tsx'
import { loadWords } from '../i18n/i18n.ts'

const route = getRouteApi('/inside/campaigns/$campaign/scenarios/$scenario')

const WatchRoom = lazy(async () => {
  const [{ WatchRoom: component }] = await Promise.all([
    import('../live/watch-room.tsx'),
    loadWords('canvas-more', 'live'),
    // It tells of a lost line, and cannot be fetched once there is none.
    liveOverlay.fetchCode(),
  ])
  return { default: component }
})

const RehearseRoom = lazy(async () => {
  const [{ RehearseRoom: component }] = await Promise.all([
    import('../rehearse/rehearse-room.tsx'),
    loadWords('canvas-more'),
  ])
  return { default: component }
})

/** One scenario: its drawing, its rehearsal, or a run of it. */
export function ScenarioPage() {
  const { scenario } = route.useParams()
  const { mode, run, node, customer } = route.useSearch()
  if (mode === 'rehearse')
    return <RehearseRoom key={scenario} scenarioId={scenario} node={node ?? null} />
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
