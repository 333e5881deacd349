import type { Panel } from '../canvas/ui-store.ts'
import { DropoffPanel } from './dropoff-panel.tsx'
import { MigrationPanel } from './migration-panel.tsx'
import { RunPanel } from './run-panel.tsx'

export type LivePanel = Extract<Panel, 'run' | 'migration' | 'dropoff'>

/** What opens beside the canvas of a run, besides its steps and what needs attention. */
export function LivePanels({ panel }: { panel: LivePanel }) {
  switch (panel) {
    case 'run':
      return <RunPanel />
    case 'migration':
      return <MigrationPanel />
    case 'dropoff':
      return <DropoffPanel />
  }
}
