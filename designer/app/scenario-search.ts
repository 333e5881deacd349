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
    ...textOf(search, 'run'),
    ...textOf(search, 'node'),
    ...textOf(search, 'customer'),
  }
}

function textOf<Name extends string>(search: Record<string, unknown>, name: Name) {
  const value = search[name]
  return (typeof value === 'string' ? { [name]: value } : {}) as { readonly [N in Name]?: string }
}
