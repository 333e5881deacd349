import { temporal } from 'zundo'
import { createStore } from 'zustand/vanilla'
import type { Description } from '../../engine/edit/document.ts'
import type { Scenario } from '../../schemas/scenario.ts'

/** What a command did: one of the engine's commands, or taking over a newer draft. */
export type Did =
  | Description
  | { readonly code: 'REPLACED'; readonly values: Readonly<Record<string, string | number>> }

export interface DocumentState {
  readonly scenario: Scenario
  /** The command that led here; null at the beginning. */
  readonly did: Did | null
}

const stepsKept = 100
const typingPauseMs = 1500

/**
 * The drawing being edited. `apply` is the only way to change it and makes one step of undo; changes with the same
 * `typing` key that follow each other within 1.5 seconds are one step together.
 */
export function createDocument(scenario: Scenario) {
  const store = createStore<DocumentState>()(
    temporal((): DocumentState => ({ scenario, did: null }), {
      limit: stepsKept,
      equality: (past, present) => past.scenario === present.scenario,
    }),
  )
  const history = store.temporal
  let typed = { key: '', at: 0 }

  return {
    store,
    history,
    apply(next: Scenario, did: Did, typing = '') {
      if (next === store.getState().scenario) return
      const now = performance.now()
      const goesOn = typing !== '' && typed.key === typing && now - typed.at < typingPauseMs
      if (goesOn) history.getState().pause()
      store.setState({ scenario: next, did })
      if (goesOn) history.getState().resume()
      typed = { key: typing, at: now }
    },
    /** Answers what was undone; null when there was nothing. */
    undo(): Did | null {
      const { did } = store.getState()
      if (history.getState().pastStates.length === 0) return null
      typed = { key: '', at: 0 }
      history.getState().undo()
      return did
    },
    redo(): Did | null {
      if (history.getState().futureStates.length === 0) return null
      typed = { key: '', at: 0 }
      history.getState().redo()
      return store.getState().did
    },
  }
}
export type ScenarioDocument = ReturnType<typeof createDocument>
