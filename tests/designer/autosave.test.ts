import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAutosave } from '../../designer/document/autosave.ts'
import { createDocument } from '../../designer/document/document.ts'
import type { SaveAnswer } from '../../designer/document/save-draft.ts'
import { rename } from '../../engine/edit/update.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

const drawing = (title: string): Scenario =>
  scenarioSchema.parse({
    format: 1,
    name: 'Win-back',
    start: 'who',
    nodes: [{ id: 'who', kind: 'segment', title }],
  })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function opened(answers: SaveAnswer[]) {
  const document = createDocument(drawing('before'))
  const sent: { title: string | undefined; revision: number }[] = []
  const mirror: (Scenario | null)[] = []
  const autosave = createAutosave({
    document,
    loaded: {
      scenario: document.store.getState().scenario,
      revision: 4,
      at: '2026-11-22T06:00:00Z',
    },
    save: async (draft, revision) => {
      sent.push({ title: draft.nodes[0]?.title, revision })
      return answers.shift() ?? { is: 'unreachable' }
    },
    mirror: (draft) => mirror.push(draft),
  })
  autosave.start()
  const type = (title: string) => {
    const { scenario, description } = rename(document.store.getState().scenario, 'who', title)
    document.apply(scenario, description)
  }
  const title = () => document.store.getState().scenario.nodes[0]?.title
  return { document, autosave, sent, mirror, type, title }
}

const saved = (revision: number): SaveAnswer => ({
  is: 'saved',
  revision,
  at: '2026-11-22T06:01:00Z',
})

test('changes made quickly are saved once, and the local copy goes when they are safe', async () => {
  const { autosave, sent, mirror, type } = opened([saved(5)])
  type('one')
  type('two')
  expect(mirror.at(-1)).not.toBeNull()
  await vi.runAllTimersAsync()
  expect(sent).toEqual([{ title: 'two', revision: 4 }])
  expect(autosave.store.getState()).toMatchObject({ status: 'saved', revision: 5 })
  expect(mirror.at(-1)).toBeNull()
})

test('a server that does not answer is asked again, and the local copy stays meanwhile', async () => {
  const { autosave, sent, mirror, type } = opened([{ is: 'unreachable' }, saved(5)])
  type('kept')
  await vi.advanceTimersByTimeAsync(1000)
  expect(autosave.store.getState().status).toBe('offline')
  expect(mirror.at(-1)).not.toBeNull()
  await vi.runAllTimersAsync()
  expect(sent).toHaveLength(2)
  expect(autosave.store.getState().status).toBe('saved')
})

const newer: SaveAnswer = {
  is: 'newer',
  newer: {
    draft: drawing('theirs'),
    revision: 9,
    updatedAt: '2026-11-22T06:02:00Z',
    updatedBy: 'Kim',
  },
}

test('a newer draft stops saving until one is chosen: mine is saved over it', async () => {
  const { autosave, sent, type, title } = opened([newer, saved(10)])
  type('mine')
  await vi.runAllTimersAsync()
  expect(autosave.store.getState().status).toBe('conflict')
  type('mine, further')
  await vi.runAllTimersAsync()
  expect(sent).toHaveLength(1)
  autosave.keepMine()
  await vi.runAllTimersAsync()
  expect(sent.at(-1)).toEqual({ title: 'mine, further', revision: 9 })
  expect(title()).toBe('mine, further')
})

test('a newer draft that is taken over can be undone', async () => {
  const { document, autosave, type, title } = opened([newer, saved(10)])
  type('mine')
  await vi.runAllTimersAsync()
  autosave.takeTheirs()
  expect(title()).toBe('theirs')
  expect(autosave.store.getState()).toMatchObject({ status: 'saved', revision: 9 })
  document.undo()
  expect(title()).toBe('mine')
})

test('publishing waits for the last change to be saved', async () => {
  const { autosave, sent, type } = opened([saved(5)])
  type('last')
  expect(await autosave.flush()).toMatchObject({ status: 'saved', revision: 5 })
  expect(sent).toHaveLength(1)
})

const theirs = (revision: number) => ({
  draft: drawing('theirs'),
  revision,
  updatedAt: '2026-11-22T06:02:00Z',
  updatedBy: 'Kim',
})

test('a newer draft is taken over where nothing of ours is unsaved, and undo brings ours back', () => {
  const { autosave, document, title } = opened([])
  autosave.meet(theirs(4))
  expect(title()).toBe('before')
  autosave.meet(theirs(6))
  expect([title(), autosave.store.getState().revision]).toEqual(['theirs', 6])
  document.undo()
  expect(title()).toBe('before')
})

test('a newer draft is asked about where something of ours is not saved', () => {
  const { autosave, type, title } = opened([])
  type('mine')
  autosave.meet(theirs(6))
  expect([title(), autosave.store.getState().status]).toEqual(['mine', 'conflict'])
  autosave.takeTheirs()
  expect([title(), autosave.store.getState().status]).toEqual(['theirs', 'saved'])
})
