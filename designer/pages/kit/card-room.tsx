import { type ReactNode, useState } from 'react'
import type { NodeCounts } from '../../../schemas/api/live.ts'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import type { CatalogueAnswer, ScenarioDetail } from '../../../schemas/api/scenarios.ts'
import { policySchema } from '../../../schemas/policy.ts'
import { runSettingsSchema } from '../../../schemas/run.ts'
import type { Scenario } from '../../../schemas/scenario.ts'
import { useRoomParts } from '../../canvas/room-parts.ts'
import { RoomProvider } from '../../canvas/room-provider.tsx'
import type { CanvasUi } from '../../canvas/ui-store.ts'
import { createAutosave } from '../../document/autosave.ts'
import { createDocument } from '../../document/document.ts'
import { createLiveStore } from '../../live/live-store.ts'

type OwnCounts = Pick<NodeCounts, 'now' | 'held' | 'unsent'>

/** What the canvas's cards need around them, without a server; with `counts` as if a run were watched. */
export function CardRoom(props: {
  readonly scenario: Scenario
  readonly selected: string | null
  readonly counts: OwnCounts | null
  /** What else the canvas has of its steps: chosen, compared, on a path. */
  readonly look: Partial<CanvasUi>
  readonly children: ReactNode
}) {
  const { scenario, selected, counts, look, children } = props
  const [{ document, autosave, live }] = useState(() => {
    const drawn = createDocument(scenario)
    const saved = createAutosave({
      document: drawn,
      loaded: { scenario, revision: 1, at },
      save: async () => ({ is: 'unreachable' }),
      mirror: () => undefined,
    })
    return { document: drawn, autosave: saved, live: counts && liveRoom(scenario, counts) }
  })
  const { ui, commands } = useRoomParts({ document, catalogue, selected, tab: 'setup' })
  useState(() => ui.setState(look))
  const mode = live ? 'live' : 'design'
  const detail: ScenarioDetail = { ...around, draft: scenario }
  return (
    <RoomProvider
      value={{ mode, detail, catalogue, document, autosave, ui, commands, live, rehearsal: null }}
    >
      {children}
    </RoomProvider>
  )
}

const at = '2026-01-05T09:00:00Z'
const id = '00000000-0000-4000-8000-000000000000'
const named = { id, name: 'Kit' }
const around = {
  ...named,
  campaign: named,
  revision: 1,
  updatedAt: at,
  updatedBy: 'Kit',
  newest: null,
  changedSince: false,
}
const catalogue: CatalogueAnswer = {
  segments: {},
  offers: {},
  nodes: {},
  policy: policySchema.parse({}),
  budget: null,
  now: at,
}
const run: RunDetail = {
  ...named,
  campaign: named,
  scenario: named,
  version: 1,
  kind: 'test',
  state: 'running',
  settings: runSettingsSchema.parse({ kind: 'test' }),
  audienceSize: 12_000,
  excluded: {},
  admitted: 12_000,
  budget: { total: null, spent: 0 },
  clock: { now: at, secondsPerDay: null },
  startedAt: at,
  startedBy: 'Kit',
  asOf: at,
  endedAt: null,
  accepting: false,
  admissionDue: null,
  closedAt: null,
}

function liveRoom(scenario: Scenario, own: OwnCounts) {
  const store = createLiveStore()
  const contacts = { sent: 0, refused: 0, failed: 0, expired: 0, cancelled: 0, unknown: 0 }
  const rest = { entered: 12_000, passed: 9_400, moved: 0, left: 310, ...contacts, ports: {} }
  const pairs = scenario.nodes.map((node, no) => [node.id, no] as const)
  store.take({
    at,
    from: null,
    state: run.state,
    clockNow: at,
    endedAt: null,
    audienceSize: run.audienceSize,
    admitted: run.admitted,
    active: own.now,
    ended: 0,
    budget: run.budget,
    nodes: pairs.map(([nodeId, node]) => ({ node, nodeId, ...rest, ...own })),
  })
  return {
    run,
    source: scenario,
    counts: store,
    numbers: new Map(pairs),
    ids: new Map(pairs.map(([nodeId, no]) => [no, nodeId])),
  }
}
