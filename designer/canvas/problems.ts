import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { compile } from '../../engine/compile.ts'
import type { CatalogueAnswer } from '../../schemas/api/scenarios.ts'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { useRoom } from './room.ts'

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

const memo = new WeakMap<Scenario, { catalogue: CatalogueAnswer; found: readonly Diagnostic[] }>()

/** What the compiler says of a drawing: the same function that the server runs before publishing. */
function problemsOf(
  scenario: Scenario,
  { catalogue, compiler }: { catalogue: CatalogueAnswer; compiler: Compiler },
): readonly Diagnostic[] {
  const known = memo.get(scenario)
  if (known?.catalogue === catalogue) return known.found
  const found = compiler(scenario, { ...catalogue, now: Date.parse(catalogue.now) }).diagnostics
  memo.set(scenario, { catalogue, found })
  return found
}

/** What is wrong with the drawing; nothing is known to be wrong before it could be checked. */
export function useProblems(): readonly Diagnostic[] {
  const { document, catalogue, live } = useRoom()
  const scenario = useStore(document.store, (state) => state.scenario)
  const compiler = useStore(compilers, (state) => state.compiler)
  return useMemo(
    () => (live || !compiler ? [] : problemsOf(scenario, { catalogue, compiler })),
    [scenario, catalogue, live, compiler],
  )
}

/** Whether `useProblems` speaks of the drawing: not while the compiler is on its way, nor when it could not be had. */
export function useChecking(): 'coming' | 'checked' | 'unchecked' {
  return useStore(compilers, ({ compiler, isComing }) =>
    compiler ? 'checked' : isComing ? 'coming' : 'unchecked',
  )
}

/** Errors of one step; a card repaints only when its own number changes. */
export function useProblemCount(nodeId: NodeId): number {
  const { document, catalogue, live } = useRoom()
  const compiler = useStore(compilers, (state) => state.compiler)
  return useStore(document.store, ({ scenario }) =>
    live || !compiler
      ? 0
      : problemsOf(scenario, { catalogue, compiler }).filter((one) => isErrorOf(one, nodeId))
          .length,
  )
}

function isErrorOf(problem: Diagnostic, nodeId: NodeId): boolean {
  return problem.nodeId === nodeId && problem.level === 'error'
}
