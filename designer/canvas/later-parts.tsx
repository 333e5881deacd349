import type { ComponentType } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { Later, laterPart } from '../components/later.tsx'
import { LaterField, nothingTyped } from '../components/typed-ahead.tsx'
import type { NewerDraft } from '../document/save-draft.ts'
import { loadWords } from '../i18n/i18n.ts'
import type { LivePanel } from '../live/panels.tsx'
import { type LiveRoom, useRoom, useUi, useWords } from './room.ts'
import type { OpenMenu } from './ui-store.ts'

/** Panels and dialogs bring their words along. */
function spokenPart<Props>(load: () => Promise<ComponentType<Props>>) {
  return laterPart(async () => {
    const [component] = await Promise.all([load(), loadWords('canvas-more')])
    return component
  })
}

const fileMenu = spokenPart(async () => (await import('./file-menu.tsx')).FileMenu)
const outline = laterPart(async () => (await import('./outline.tsx')).Outline)
const inspector = spokenPart(async () => (await import('../inspector/inspector.tsx')).Inspector)
const problems = spokenPart(async () => (await import('./problems-panel.tsx')).ProblemsPanel)
const rules = spokenPart(async () => (await import('./rules-panel.tsx')).RulesPanel)
const publish = spokenPart(async () => (await import('./publish-panel.tsx')).PublishPanel)
const removed = spokenPart(async () => (await import('./removed-steps.tsx')).RemovedSteps)
const versions = spokenPart(async () => (await import('./versions-panel.tsx')).VersionsPanel)
const rehearsal = spokenPart(
  async () => (await import('../rehearse/rehearsal-panel.tsx')).RehearsalPanel,
)
const trouble = spokenPart(async () => (await import('../live/trouble-panel.tsx')).TroublePanel)
export const liveOverlay = laterPart(
  async () => (await import('../live/live-overlay.tsx')).LiveOverlay,
)
const livePanels = spokenPart(async () => (await import('../live/panels.tsx')).LivePanels)
// The palette's words come along: a dialog that waited for words would take the whole page away meanwhile.
const dialogs = spokenPart(async () => {
  const [{ Dialogs: component }] = await Promise.all([
    import('./dialogs.tsx'),
    loadWords('palette'),
  ])
  return component
})
const deletion = spokenPart(async () => (await import('./delete-dialog.tsx')).DeleteDialog)
const conflict = spokenPart(async () => (await import('./conflict-dialog.tsx')).ConflictDialog)
const controls = spokenPart(async () => (await import('../live/run-controls.tsx')).RunControls)

/** Fetches what the first look at a drawing does not need, once it stands; what fails is tried again in use. */
export async function fetchLaterParts(): Promise<void> {
  const parts = [
    inspector,
    dialogs,
    deletion,
    problems,
    outline,
    rules,
    versions,
    publish,
    conflict,
  ]
  await Promise.allSettled(parts.map((part) => part.fetchCode()))
}

export function FileMenu({ open }: { open: Extract<OpenMenu, { menu: 'file' }> }) {
  return <Later part={fileMenu} given={{ open }} />
}

export function Outline() {
  return <Later part={outline} given={{}} />
}

export function Inspector() {
  return <Later part={inspector} given={{}} />
}

export function ProblemsPanel() {
  return <Later part={problems} given={{}} />
}

export function RulesPanel() {
  return <Later part={rules} given={{}} />
}

export function RehearsalPanel() {
  return <Later part={rehearsal} given={{}} />
}

export function TroublePanel() {
  return <Later part={trouble} given={{}} />
}

export function LiveOverlay() {
  return <Later part={liveOverlay} given={{}} />
}

export function LivePanels(given: { panel: LivePanel }) {
  return <Later part={livePanels} given={given} />
}

export function PublishPanel() {
  return <Later part={publish} given={{}} />
}

export function RemovedSteps(given: { places: Layout }) {
  return <Later part={removed} given={given} />
}

export function VersionsPanel() {
  return <Later part={versions} given={{}} />
}

export function Dialogs() {
  const { ui } = useRoom()
  const { t } = useWords()
  const dialog = useUi((state) => state.dialog)
  if (dialog !== 'find' && dialog !== 'commands')
    return <Later part={dialogs} given={{ typed: nothingTyped }} />
  const close = () => ui.setState({ dialog: null })
  return <LaterField part={dialogs} given={{}} label={t('rail.find')} onClose={close} />
}

export function DeleteDialog() {
  return <Later part={deletion} given={{}} />
}

export function ConflictDialog({ newer }: { newer: NewerDraft }) {
  return <Later part={conflict} given={{ newer }} />
}

export function RunControls(given: { live: LiveRoom; run: RunDetail }) {
  return <Later part={controls} given={given} />
}
