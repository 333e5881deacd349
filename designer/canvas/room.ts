import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { RehearsalAnswer } from '../../schemas/api/rehearsal.ts'
import type { RunDetail } from '../../schemas/api/runs.ts'
import type { CatalogueAnswer, ScenarioDetail } from '../../schemas/api/scenarios.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Plan } from '../../schemas/plan.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import type { Autosave } from '../document/autosave.ts'
import type { ScenarioDocument } from '../document/document.ts'
import type { Words } from '../kinds/kind-view.ts'
import type { LiveStore } from '../live/live-store.ts'
import type { Commands } from './commands.ts'
import type { CanvasMode } from './graph.ts'
import type { CanvasUi, CanvasUiStore } from './ui-store.ts'

/** What every part of the canvas works with. */
export interface Room {
  readonly mode: CanvasMode
  readonly detail: ScenarioDetail
  readonly catalogue: CatalogueAnswer
  readonly document: ScenarioDocument
  readonly autosave: Autosave
  readonly ui: CanvasUiStore
  readonly commands: Commands
  /** The run being watched, with the drawing it was launched from; null in design mode. */
  readonly live: LiveRoom | null
  /** What is being rehearsed; then `live` holds its counts. */
  readonly rehearsal: RehearsalRoom | null
}

export interface RehearsalRoom {
  /** Null: the drawing has problems to be solved first. */
  readonly plan: Plan | null
  readonly answer: RehearsalAnswer | null
  readonly problem: unknown
  /** Looks at another rehearsal, begun just now. */
  readonly rehearseAgain: (id: string) => void
}

export interface LiveRoom {
  /** Null: nobody runs, the counts are rehearsed. */
  readonly run: RunDetail | null
  readonly source: Scenario
  readonly counts: LiveStore
  /** The number each step has in rows and counts. */
  readonly numbers: ReadonlyMap<NodeId, number>
  readonly ids: ReadonlyMap<number, NodeId>
}

export const RoomContext = createContext<Room | null>(null)

export function useRoom(): Room {
  const room = useContext(RoomContext)
  if (!room) throw new Error('The canvas is drawn outside its room.')
  return room
}

export function useUi<Part>(select: (ui: CanvasUi) => Part): Part {
  return useStore(useRoom().ui, select)
}

/** The drawing on screen: the draft, or what a run was launched from. */
export function useScenario(): Scenario {
  const { document, live } = useRoom()
  const draft = useStore(document.store, (state) => state.scenario)
  return live ? live.source : draft
}

export function useNode(nodeId: NodeId | null): Node | undefined {
  const scenario = useScenario()
  return nodeId === null ? undefined : nodesById(scenario).get(nodeId)
}

const known = new WeakMap<Scenario, ReadonlyMap<NodeId, Node>>()

/** The steps of a drawing by their ids; looked through once for each drawing. */
export function nodesById(scenario: Scenario): ReadonlyMap<NodeId, Node> {
  const nodes = known.get(scenario) ?? new Map(scenario.nodes.map((node) => [node.id, node]))
  known.set(scenario, nodes)
  return nodes
}

export const WordsContext = createContext<Words | null>(null)

/** Made once for the whole room: a thousand cards speak with the same words. */
export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('The canvas speaks outside its room.')
  return words
}
