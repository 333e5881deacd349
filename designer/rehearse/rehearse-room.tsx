import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { compile } from '../../engine/compile.ts'
import type { ScenarioDetail } from '../../schemas/api/scenarios.ts'
import { useRoomParts } from '../canvas/room-parts.ts'
import { RoomProvider } from '../canvas/room-provider.tsx'
import { ScenarioRoom } from '../canvas/scenario-room.tsx'
import { createAutosave } from '../document/autosave.ts'
import { createDocument } from '../document/document.ts'
import { scenarioQuery } from '../document/queries.ts'
import { saveDraft } from '../document/save-draft.ts'
import { useCatalogue } from '../document/use-catalogue.ts'
import { createLiveStore } from '../live/live-store.ts'
import { liveOf } from './counts.ts'
import { rehearsalOf, rehearsalQuery } from './queries.ts'

/** The saved draft on virtual time: the whole audience, and one customer at a time. Nothing is sent, nobody enters. */
export function RehearseRoom({ scenarioId, node }: { scenarioId: string; node: string | null }) {
  const { data: detail } = useSuspenseQuery(scenarioQuery(scenarioId))
  return <Rehearsed key={detail.revision} detail={detail} node={node} />
}

function Rehearsed({ detail, node }: { detail: ScenarioDetail; node: string | null }) {
  const catalogue = useCatalogue(detail.id)
  const [counts] = useState(createLiveStore)
  const [{ document, autosave }] = useState(() => readOnly(detail))
  const { ui, commands } = useRoomParts({ document, catalogue, selected: node, tab: 'results' })
  const plan = useMemo(
    () => compile(detail.draft, { ...catalogue, now: Date.parse(catalogue.now) }).plan,
    [detail.draft, catalogue],
  )
  const begun = useQuery({
    queryKey: ['rehearsals', 'of', detail.id, detail.revision],
    queryFn: () => rehearsalOf(detail.id, { revision: detail.revision, budget: catalogue.budget }),
    enabled: plan !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const [again, setAgain] = useState<string | null>(null)
  const id = again ?? begun.data ?? null
  const answer = useQuery({ ...rehearsalQuery(id ?? ''), enabled: id !== null })
  const result = answer.data?.result ?? null
  useEffect(() => {
    if (result && plan) counts.take(liveOf(result, plan))
  }, [result, plan, counts])

  const live = useMemo(() => {
    const pairs = (plan?.nodes ?? []).map((at) => [at.id, at.no] as const)
    return {
      run: null,
      source: detail.draft,
      counts,
      numbers: new Map(pairs),
      ids: new Map(pairs.map(([name, no]) => [no, name])),
    }
  }, [detail.draft, plan, counts])
  const rehearsal = useMemo(
    () => ({
      plan,
      answer: answer.data ?? null,
      problem: begun.error ?? answer.error,
      rehearseAgain: setAgain,
    }),
    [plan, answer.data, begun.error, answer.error],
  )
  return (
    <RoomProvider
      value={{ mode: 'live', detail, catalogue, document, autosave, ui, commands, live, rehearsal }}
    >
      <ScenarioRoom />
    </RoomProvider>
  )
}

/** Nothing is drawn here: the document stays as it is, so nothing is ever saved. */
function readOnly(detail: ScenarioDetail) {
  const document = createDocument(detail.draft)
  const autosave = createAutosave({
    document,
    loaded: { scenario: detail.draft, revision: detail.revision, at: detail.updatedAt },
    save: (draft, revision) => saveDraft(detail.id, draft, revision),
    mirror: () => undefined,
  })
  return { document, autosave }
}
