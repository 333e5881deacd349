import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { compile } from '../../engine/compile.ts'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import { afterPaint } from '../components/after-paint.ts'
import type { ScenarioDocument } from '../document/document.ts'
import { type Room, useRoom } from './room.ts'

type Compiler = typeof compile

/** The compiler brings the calendar along, so it comes a moment after the drawing; null: it is not here. */
const compilers = createStore<{ readonly compiler: Compiler | null; readonly isComing: boolean }>(
  () => ({ compiler: null, isComing: true }),
)
import('../../engine/compile.ts').then(
  // The drawing is painted first.
  ({ compile: compiler }) =>
    requestAnimationFrame(() =>
      setTimeout(() => compilers.setState({ compiler, isComing: false })),
    ),
  // One can draw on without it: the server compiles again before it publishes.
  () => compilers.setState({ isComing: false }),
)

/** What was found in a drawing when it was last looked at; null: it has not been yet. */
interface Checked {
  readonly found: readonly Diagnostic[] | null
  /** Errors by step. */
  readonly errors: ReadonlyMap<NodeId, number>
}

const stores = new WeakMap<ScenarioDocument, StoreApi<Checked>>()

function checkedOf(document: ScenarioDocument): StoreApi<Checked> {
  const store =
    stores.get(document) ?? createStore<Checked>(() => ({ found: null, errors: new Map() }))
  stores.set(document, store)
  return store
}

/** Checks a draft with the compiler that the server runs before publishing: at first, and after each change is painted. */
export function useChecks({ document, catalogue, live }: Room): void {
  const compiler = useStore(compilers, (state) => state.compiler)
  useEffect(() => {
    if (live || !compiler) return
    const store = checkedOf(document)
    const check = () => {
      const { scenario } = document.store.getState()
      const given = { ...catalogue, now: Date.parse(catalogue.now) }
      const found = compiler(scenario, given).diagnostics
      store.setState({ found, errors: errorsIn(found) })
    }
    check()
    let callOff: (() => void) | undefined
    const stop = document.store.subscribe(({ scenario }, before) => {
      if (scenario === before.scenario) return
      callOff?.()
      callOff = afterPaint(check)
    })
    return () => {
      stop()
      callOff?.()
    }
  }, [document, catalogue, live, compiler])
}

const nothing: readonly Diagnostic[] = []

/** What is wrong with the drawing; nothing is known to be wrong before it could be checked. */
export function useProblems(): readonly Diagnostic[] {
  const { document } = useRoom()
  return useStore(checkedOf(document), ({ found }) => found ?? nothing)
}

/** Whether `useProblems` speaks of the drawing: not while the compiler is on its way, nor when it could not be had. */
export function useChecking(): 'coming' | 'checked' | 'unchecked' {
  const { document } = useRoom()
  const isChecked = useStore(checkedOf(document), ({ found }) => found !== null)
  const isComing = useStore(compilers, (state) => state.isComing || state.compiler !== null)
  return isChecked ? 'checked' : isComing ? 'coming' : 'unchecked'
}

/** Errors of one step; a card repaints only when its own number changes. */
export function useProblemCount(nodeId: NodeId): number {
  const { document } = useRoom()
  return useStore(checkedOf(document), ({ errors }) => errors.get(nodeId) ?? 0)
}

function errorsIn(found: readonly Diagnostic[]): ReadonlyMap<NodeId, number> {
  const errors = new Map<NodeId, number>()
  for (const { nodeId, level } of found)
    if (nodeId !== null && level === 'error') errors.set(nodeId, (errors.get(nodeId) ?? 0) + 1)
  return errors
}
