import { Later, laterPart } from '../components/later.tsx'
import type { NewerDraft } from '../document/save-draft.ts'
import type { LiveRoom } from './room.ts'

const inspector = laterPart(async () => (await import('../inspector/inspector.tsx')).Inspector)
const problems = laterPart(async () => (await import('./problems-panel.tsx')).ProblemsPanel)
const rules = laterPart(async () => (await import('./rules-panel.tsx')).RulesPanel)
const versions = laterPart(async () => (await import('./versions-panel.tsx')).VersionsPanel)
const dialogs = laterPart(async () => (await import('./dialogs.tsx')).Dialogs)
const deletion = laterPart(async () => (await import('./delete-dialog.tsx')).DeleteDialog)
const conflict = laterPart(async () => (await import('./conflict-dialog.tsx')).ConflictDialog)
const controls = laterPart(async () => (await import('../live/run-controls.tsx')).RunControls)

/** Fetches what the first look at a drawing does not need, once it stands; what fails is tried again in use. */
export async function fetchLaterParts(): Promise<void> {
  const parts = [inspector, dialogs, deletion, problems, rules, versions, conflict]
  await Promise.allSettled(parts.map((part) => part.fetchCode()))
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

export function VersionsPanel() {
  return <Later part={versions} given={{}} />
}

export function Dialogs() {
  return <Later part={dialogs} given={{}} />
}

export function DeleteDialog() {
  return <Later part={deletion} given={{}} />
}

export function ConflictDialog({ newer }: { newer: NewerDraft }) {
  return <Later part={conflict} given={{ newer }} />
}

export function RunControls({ live }: { live: LiveRoom }) {
  return <Later part={controls} given={{ live }} />
}
