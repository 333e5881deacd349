import { idIn } from './ids.ts'

export type CanvasMode = 'design' | 'rehearse' | 'live'

/** What the address of a scenario can say besides its id; unknown and malformed parts are dropped. */
export interface ScenarioSearch {
  readonly mode?: CanvasMode
  readonly run?: string
  readonly node?: string
  readonly customer?: string
}

export function readScenarioSearch(search: Record<string, unknown>): ScenarioSearch {
  const { mode } = search
  return {
    ...(mode === 'design' || mode === 'rehearse' || mode === 'live' ? { mode } : {}),
    ...idIn(search, 'run'),
    ...(typeof search['node'] === 'string' ? { node: search['node'] } : {}),
    ...idIn(search, 'customer'),
  }
}
