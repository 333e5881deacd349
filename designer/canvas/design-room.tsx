import { useSuspenseQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { useEffect, useState } from 'react'
import type { ScenarioDetail } from '../../schemas/api/scenarios.ts'
import { createAutosave } from '../document/autosave.ts'
import { createDocument } from '../document/document.ts'
import { clearMirror, readMirror, writeMirror } from '../document/mirror.ts'
import { scenarioQuery } from '../document/queries.ts'
import { saveDraft } from '../document/save-draft.ts'
import { useCatalogue } from '../document/use-catalogue.ts'
import { useRoomParts } from './room-parts.ts'
import { RoomProvider } from './room-provider.tsx'
import { ScenarioRoom } from './scenario-room.tsx'

/** The draft, open to be drawn. */
export function DesignRoom({ scenarioId, node }: { scenarioId: string; node: string | null }) {
  const { data: detail } = useSuspenseQuery(scenarioQuery(scenarioId))
  return <LoadedDraft detail={detail} node={node} />
}

function LoadedDraft({ detail, node }: { detail: ScenarioDetail; node: string | null }) {
  const catalogue = useCatalogue(detail.id)
  const [{ document, autosave }] = useState(() => openDraft(detail))
  useEffect(() => autosave.start(), [autosave])
  const { ui, commands } = useRoomParts({ document, catalogue, selected: node, tab: 'setup' })
  return (
    <RoomProvider
      value={{
        mode: 'design',
        detail,
        catalogue,
        document,
        autosave,
        ui,
        commands,
        live: null,
        rehearsal: null,
      }}
    >
      <ScenarioRoom />
    </RoomProvider>
  )
}

/** What this browser drew and could not save is taken up again; if the server has moved on, saving will ask. */
function openDraft(detail: ScenarioDetail) {
  const mirror = readMirror(detail.id)
  const isLost = mirror !== null && JSON.stringify(mirror.draft) !== JSON.stringify(detail.draft)
  const document = createDocument(detail.draft)
  if (mirror && isLost) {
    document.apply(mirror.draft, { code: 'REPLACED', values: { by: i18next.t('canvas:mirror') } })
  } else clearMirror(detail.id)
  const autosave = createAutosave({
    document,
    loaded: {
      scenario: detail.draft,
      revision: isLost ? mirror.revision : detail.revision,
      at: detail.updatedAt,
    },
    save: (draft, revision) => saveDraft(detail.id, draft, revision),
    mirror: (draft, revision) =>
      draft ? writeMirror(detail.id, draft, revision) : clearMirror(detail.id),
  })
  return { document, autosave }
}
