import { useSuspenseQueries, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../schemas/api/runs.ts'
import type { ScenarioDetail } from '../../schemas/api/scenarios.ts'
import { runQuery } from '../api/runs.ts'
import { Notice, PageLoading } from '../app/page-states.tsx'
import { useRoomParts } from '../canvas/room-parts.ts'
import { RoomProvider } from '../canvas/room-provider.tsx'
import { ScenarioRoom } from '../canvas/scenario-room.tsx'
import { createAutosave } from '../document/autosave.ts'
import { createDocument } from '../document/document.ts'
import { scenarioQuery, versionQuery } from '../document/queries.ts'
import { saveDraft } from '../document/save-draft.ts'
import { useCatalogue } from '../document/use-catalogue.ts'
import { createLiveStore, type LiveStore } from './live-store.ts'
import { scenarioRunsQuery } from './queries.ts'
import { useLiveStream } from './stream.ts'

/**
 * A run on the canvas it was launched from; without `runId` the newest run of the scenario. A `customer` asked for
 * without a step is looked at from the first one.
 */
export function WatchRoom(props: {
  scenarioId: string
  runId: string | null
  node: string | null
  customer: string | null
}) {
  return props.runId === null ? (
    <NewestRun {...props} />
  ) : (
    <StreamedRun {...props} runId={props.runId} />
  )
}

interface Watching {
  readonly scenarioId: string
  readonly node: string | null
  readonly customer: string | null
}

function NewestRun(props: Watching) {
  const { t } = useTranslation('canvas')
  const { data: detail } = useSuspenseQuery(scenarioQuery(props.scenarioId))
  const { data: runs } = useSuspenseQuery(scenarioRunsQuery(props.scenarioId))
  const [newest] = runs
  if (newest === undefined) {
    return (
      <Notice title={t('live.noRun')}>
        <p>{t('live.noRunText')}</p>
        <Link
          to="/campaigns/$campaign/scenarios/$scenario"
          params={{ campaign: detail.campaign.id, scenario: detail.id }}
          search={{}}
        >
          {t('live.toDesign')}
        </Link>
      </Notice>
    )
  }
  return <StreamedRun key={newest.id} {...props} runId={newest.id} />
}

/** The numbers are on their way while the drawing that shows them still loads. */
function StreamedRun(props: Watching & { runId: string }) {
  const [counts] = useState(createLiveStore)
  useLiveStream(props.runId, counts)
  return (
    <Suspense fallback={<PageLoading />}>
      <LoadedRun {...props} counts={counts} />
    </Suspense>
  )
}

function LoadedRun(props: Watching & { runId: string; counts: LiveStore }) {
  const { scenarioId, runId, ...at } = props
  const [{ data: detail }, { data: run }] = useSuspenseQueries({
    queries: [scenarioQuery(scenarioId), runQuery(runId)],
  })
  return <Watched detail={detail} run={run} {...at} />
}

function Watched(props: {
  detail: ScenarioDetail
  run: RunDetail
  counts: LiveStore
  node: string | null
  customer: string | null
}) {
  const { detail, run, counts } = props
  const { data: version } = useSuspenseQuery(versionQuery(detail.id, run.version))
  const catalogue = useCatalogue(detail.id)
  const [{ document, autosave }] = useState(() => {
    const drawn = createDocument(version.source)
    const loaded = { scenario: version.source, revision: detail.revision, at: detail.updatedAt }
    // Nothing is drawn in live mode: the document stays as it is, so nothing is ever saved.
    const saved = createAutosave({
      document: drawn,
      loaded,
      save: (draft, revision) => saveDraft(detail.id, draft, revision),
      mirror: () => undefined,
    })
    return { document: drawn, autosave: saved }
  })
  const { ui, commands } = useRoomParts({
    document,
    catalogue,
    selected: props.node ?? (props.customer === null ? null : version.source.start),
    tab: 'results',
  })
  const live = useMemo(() => {
    const pairs = version.plan.nodes.map(({ id, no }) => [id, no] as const)
    return {
      run,
      source: version.source,
      counts,
      numbers: new Map(pairs),
      ids: new Map(pairs.map(([id, no]) => [no, id])),
    }
  }, [run, version, counts])
  return (
    <RoomProvider
      value={{
        mode: 'live',
        detail,
        catalogue,
        document,
        autosave,
        ui,
        commands,
        live,
        rehearsal: null,
      }}
    >
      <ScenarioRoom />
    </RoomProvider>
  )
}
