import { type ComponentType, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { isMissingCode, MissingCode } from './missing-code.tsx'

/** A part of a page whose code comes after the first screen. */
export interface LaterPart<Props> {
  readonly store: StoreApi<{ readonly Component: ComponentType<Props> | null }>
  /** Fetches the code; again if that failed before. */
  readonly fetchCode: () => Promise<void>
}

export function laterPart<Props>(load: () => Promise<ComponentType<Props>>): LaterPart<Props> {
  const store: LaterPart<Props>['store'] = createStore(() => ({ Component: null }))
  const fetchCode = async () => {
    const Component = store.getState().Component ?? (await load())
    store.setState({ Component })
  }
  return { store, fetchCode }
}

/**
 * Shows a later part; nothing stands in its place until its code is here. Code that cannot be fetched is told over the
 * page, which stays as it is; any other failure is the page's error. Not React's own lazy: what was fetched ahead is drawn at once, which a boundary may hold back for a third of a
 * second.
 */
export function Later<Props extends object>(props: { part: LaterPart<Props>; given: Props }) {
  const { part, given } = props
  const Component = useStore(part.store, (state) => state.Component)
  const [trouble, setTrouble] = useState<{ readonly error: unknown } | null>(null)
  useEffect(() => {
    part.fetchCode().catch((error: unknown) => setTrouble({ error }))
  }, [part])
  if (trouble && !isMissingCode(trouble.error)) throw trouble.error
  if (trouble) return <MissingCode />
  return Component && <Component {...given} />
}
