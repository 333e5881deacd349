import { useMemo } from 'react'
import { useStore } from 'zustand'
import { compile } from '../../engine/compile.ts'
import type { CatalogueAnswer } from '../../schemas/api/scenarios.ts'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { useRoom } from './room.ts'

const memo = new WeakMap<Scenario, { catalogue: CatalogueAnswer; found: readonly Diagnostic[] }>()

/** What the compiler says of a drawing: the same function that the server runs before publishing. */
export function problemsOf(scenario: Scenario, catalogue: CatalogueAnswer): readonly Diagnostic[] {
  const known = memo.get(scenario)
  if (known?.catalogue === catalogue) return known.found
  const found = compile(scenario, { ...catalogue, now: Date.parse(catalogue.now) }).diagnostics
  memo.set(scenario, { catalogue, found })
  return found
}

export function useProblems(): readonly Diagnostic[] {
  const { document, catalogue, live } = useRoom()
  const scenario = useStore(document.store, (state) => state.scenario)
  return useMemo(() => (live ? [] : problemsOf(scenario, catalogue)), [scenario, catalogue, live])
}

/** Errors of one step; a card repaints only when its own number changes. */
export function useProblemCount(nodeId: NodeId): number {
  const { document, catalogue, live } = useRoom()
  return useStore(document.store, ({ scenario }) =>
    live ? 0 : problemsOf(scenario, catalogue).filter((one) => isErrorOf(one, nodeId)).length,
  )
}

function isErrorOf(problem: Diagnostic, nodeId: NodeId): boolean {
  return problem.nodeId === nodeId && problem.level === 'error'
}
