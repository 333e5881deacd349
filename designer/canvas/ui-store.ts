import { createStore } from 'zustand/vanilla'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Removed } from '../document/removed-places.ts'
import type { Spot } from './spots.ts'

/** Where a step can be inserted: on a way out, or before the step in which branches join. */
export type Place = { readonly nodeId: NodeId; readonly port: Port } | { readonly before: NodeId }

export interface ScreenPoint {
  readonly x: number
  readonly y: number
}

export type OpenMenu =
  | { readonly menu: 'insert'; readonly place: Place; readonly at: ScreenPoint }
  | { readonly menu: 'step'; readonly nodeId: NodeId; readonly at: ScreenPoint }
  | { readonly menu: 'file'; readonly at: ScreenPoint }

export type Panel =
  | 'step'
  | 'problems'
  | 'rules'
  | 'versions'
  | 'publish'
  | 'rehearsal'
  | 'trouble'
  | 'run'
  | 'migration'
  | 'dropoff'
export type Dialog = 'find' | 'shortcuts' | 'launch' | 'commands' | 'import' | 'template'

/** The step being moved, where it could go, and which of these places is aimed at; -1: none yet. */
export interface Moving {
  readonly nodeId: NodeId
  readonly targets: readonly Place[]
  readonly at: number
  /** Keys of `targets`, to be asked for by every place of the drawing. */
  readonly legal: ReadonlySet<string>
  /** It hangs at the pointer; else the keyboard travels over the places. */
  readonly dragged: boolean
}

/** What the screen shows, apart from the drawing; never saved, never undone. */
export interface CanvasUi {
  readonly selected: NodeId | null
  /** Where the keyboard stands. */
  readonly focused: Spot | null
  readonly panel: Panel | null
  readonly tab: 'setup' | 'preview' | 'results'
  readonly outline: boolean
  readonly menu: OpenMenu | null
  readonly dialog: Dialog | null
  readonly moving: Moving | null
  /** Steps chosen together, to be copied or deleted at once; none while a single one is. */
  readonly picked: ReadonlySet<NodeId>
  /** Branches that are put away, each by step and port. */
  readonly folded: ReadonlySet<Spot>
  /** Whether the remarks for colleagues stand beside their steps. */
  readonly notes: boolean
  /** The step whose title is being typed on its card. */
  readonly renaming: NodeId | null
  /** Asks which branch stays before a branching step is deleted. */
  readonly deleting: NodeId | null
  /** The field the inspector should focus when it opens. */
  readonly field: string | null
  /** The path of one customer: the steps, and the ways out of them by step and port. */
  readonly path: ReadonlySet<Spot> | null
  /** What another version is compared with changes, step by step; null: nothing is compared. */
  readonly compared: ReadonlyMap<NodeId, 'added' | 'changed'> | null
  /** Steps that what it is compared with has and this drawing has no more. */
  readonly removed: readonly Removed[] | null
  /** A step to bring into view; a new object each time it is asked for. */
  readonly shown: { readonly nodeId: NodeId } | null
  /** The keyboard comes back to the canvas; a new object each time. */
  readonly returning: object | null
  readonly said: string
}

export const nobody: ReadonlySet<NodeId> = new Set()

const notesKey = 'dasi.notes'

export function keepNotes(on: boolean): void {
  localStorage.setItem(notesKey, on ? 'on' : 'off')
}

export function createCanvasUi(first: Partial<CanvasUi> = {}) {
  return createStore<CanvasUi>()(() => ({
    selected: null,
    focused: null,
    panel: null,
    tab: 'setup',
    outline: false,
    menu: null,
    dialog: null,
    moving: null,
    picked: nobody,
    folded: new Set(),
    notes: localStorage.getItem(notesKey) !== 'off',
    renaming: null,
    deleting: null,
    field: null,
    path: null,
    compared: null,
    removed: null,
    shown: null,
    returning: null,
    said: '',
    ...first,
  }))
}
export type CanvasUiStore = ReturnType<typeof createCanvasUi>
