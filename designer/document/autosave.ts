import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../schemas/scenario.ts'
import type { ScenarioDocument } from './document.ts'
import type { NewerDraft, SaveAnswer } from './save-draft.ts'

export interface SaveState {
  readonly status: 'saved' | 'waiting' | 'saving' | 'offline' | 'refused' | 'conflict'
  /** The revision the server holds, as far as we know. */
  readonly revision: number
  /** ISO instant of the last success. */
  readonly savedAt: string
  readonly newer: NewerDraft | null
  /** Why the server refused the draft; null otherwise. */
  readonly problem: unknown
}

const quietMs = 700
const tryAgainMs = 5000

/**
 * Saves the drawing soon after each change, one request at a time, and keeps a copy in `mirror` until that succeeded.
 * A newer draft on the server (409) stops saving until `keepMine` or `takeTheirs` is called.
 */
export function createAutosave(parts: {
  readonly document: ScenarioDocument
  readonly loaded: { readonly scenario: Scenario; readonly revision: number; readonly at: string }
  readonly save: (draft: Scenario, revision: number) => Promise<SaveAnswer>
  readonly mirror: (draft: Scenario | null, revision: number) => void
}) {
  const { document, loaded, save, mirror } = parts
  const store = createStore<SaveState>()(() => ({
    status: 'saved',
    revision: loaded.revision,
    savedAt: loaded.at,
    newer: null,
    problem: null,
  }))
  let kept = loaded.scenario
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null

  const present = () => document.store.getState().scenario
  const isClean = () => present() === kept

  const saveNow = async (): Promise<void> => {
    clearTimeout(timer)
    if (running) await running
    if (isClean() || store.getState().status === 'conflict') return
    running = attempt()
    await running
    running = null
  }

  const attempt = async () => {
    const draft = present()
    store.setState({ status: 'saving', problem: null })
    const answer = await save(draft, store.getState().revision)
    switch (answer.is) {
      case 'saved':
        kept = draft
        store.setState({ revision: answer.revision, savedAt: answer.at })
        if (isClean()) {
          store.setState({ status: 'saved' })
          mirror(null, answer.revision)
        } else plan(quietMs)
        return
      case 'newer':
        store.setState({ status: 'conflict', newer: answer.newer })
        return
      case 'refused':
        store.setState({ status: 'refused', problem: answer.problem })
        return
      case 'unreachable':
        store.setState({ status: 'offline' })
        plan(tryAgainMs)
    }
  }

  const plan = (ms: number) => {
    clearTimeout(timer)
    if (ms === quietMs) store.setState({ status: 'waiting' })
    timer = setTimeout(() => void saveNow(), ms)
  }

  const take = (newer: NewerDraft) => {
    kept = newer.draft
    store.setState({
      status: 'saved',
      revision: newer.revision,
      savedAt: newer.updatedAt,
      newer: null,
    })
    document.apply(newer.draft, { code: 'REPLACED', values: { by: newer.updatedBy } })
    mirror(null, newer.revision)
  }

  const noticeChange = () => {
    const { status, revision } = store.getState()
    if (isClean()) {
      if (status === 'waiting') {
        clearTimeout(timer)
        store.setState({ status: 'saved' })
        mirror(null, revision)
      }
      return
    }
    mirror(present(), revision)
    if (status !== 'conflict') plan(quietMs)
  }

  return {
    store,
    /** Begins to watch; answers how to stop, which saves what is left. */
    start() {
      const stop = document.store.subscribe(noticeChange)
      noticeChange()
      return () => {
        stop()
        void saveNow()
      }
    },
    /** Saves what is not saved yet; afterwards `store` tells the revision. */
    async flush(): Promise<SaveState> {
      await saveNow()
      if (!isClean() && store.getState().status === 'waiting') await saveNow()
      return store.getState()
    },
    /** After a conflict: ours replaces the newer draft. */
    keepMine() {
      const { newer } = store.getState()
      if (!newer) return
      store.setState({ status: 'waiting', revision: newer.revision, newer: null })
      void saveNow()
    },
    /** After a conflict: the newer draft replaces ours; undo brings ours back. */
    takeTheirs() {
      const { newer } = store.getState()
      if (newer) take(newer)
    },
    /** Somebody else has saved: their draft is taken over, or asked about where something of ours is not saved. */
    meet(newer: NewerDraft) {
      if (newer.revision <= store.getState().revision) return
      if (isClean()) take(newer)
      else store.setState({ status: 'conflict', newer })
    },
  }
}
export type Autosave = ReturnType<typeof createAutosave>
