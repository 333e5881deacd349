import { blockOf } from '../../engine/edit/blocks.ts'
import type { Edited } from '../../engine/edit/document.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { Layout } from '../../engine/layout/shapes.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import type { Did, ScenarioDocument } from '../document/document.ts'
import { spotsAround } from './folding.ts'
import { layoutOf } from './graph.ts'
import { type CanvasUiStore, nobody, type Place } from './ui-store.ts'

/** What the canvas needs to say after a command. */
export interface Voice {
  /** Aloud for screen readers, and as a notice with an undo button where `undo` is given. */
  did(did: Did, node: Node | undefined): void
  undid(did: Did, redone: boolean): void
  refused(
    reason:
      | 'NOT_THERE'
      | 'NOTHING_TO_UNDO'
      | 'NOTHING_TO_REDO'
      | 'NOT_ON_CLIPBOARD'
      | 'FIRST_STEP'
      | 'NOTHING_TO_FOLD',
  ): void
  moving(step: 'started' | 'aimed' | 'cancelled', values?: Readonly<Record<string, number>>): void
  /** How many steps are chosen together, or what was put away. */
  told(what: 'picked' | 'folded' | 'unfolded', count: number): void
}

export interface CommandParts {
  readonly document: ScenarioDocument
  readonly ui: CanvasUiStore
  readonly voice: Voice
  /** Ids that steps of published plans have, which must not be given again. */
  readonly used: () => readonly NodeId[]
  readonly titleOf: (node: Node) => string
}

/** What the commands share: the drawing and how it is looked at now, and how the engine is asked to change it. */
export function createContext(parts: CommandParts) {
  const { document, ui, voice, titleOf } = parts
  const scenario = (): Scenario => document.store.getState().scenario
  const nodeOf = (id: NodeId) => scenario().nodes.find((node) => node.id === id)

  /** A step without a title of its own goes by what its kind says of it. */
  const named = ({ description, scenario: after }: Edited): Did => {
    const { id, title } = description.values
    if (title !== '' || typeof id !== 'string') return description
    const node = after.nodes.find((one) => one.id === id) ?? nodeOf(id)
    if (!node) return description
    return { ...description, values: { ...description.values, title: titleOf(node) } }
  }

  return {
    ...parts,
    scenario,
    nodeOf,
    places: (): Layout => layoutOf(scenario(), 'design', ui.getState()),

    /** Runs an engine command; what the engine refuses is said instead of done. */
    run(command: () => Edited, typing = ''): Edited | null {
      try {
        const edited = command()
        document.apply(edited.scenario, named(edited), typing)
        if (typing === '') voice.did(named(edited), nodeOf(edited.select ?? ''))
        return edited
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        voice.refused('NOT_THERE')
        return null
      }
    },

    /** One step, or none, is chosen; a branch that hides it opens. */
    select(id: NodeId | null): void {
      const { folded } = ui.getState()
      const around = id === null || folded.size === 0 ? [] : spotsAround(scenario(), id)
      const open = new Set([...folded].filter((spot) => !around.includes(spot)))
      ui.setState((state) => ({
        selected: id,
        focused: id ?? state.focused,
        picked: nobody,
        panel: id ? 'step' : null,
        menu: null,
        field: null,
        ...(open.size < folded.size && { folded: open }),
        ...(state.selected === id ? {} : { tab: state.tab === 'results' ? 'results' : 'setup' }),
      }))
    },

    /** Where "add after" puts a step: the first empty branch, else the first; null: nothing can follow. */
    placeAfter(nodeId: NodeId): Place | null {
      const node = nodeOf(nodeId)
      const ports = node ? portsOf(node) : []
      const port = ports.find((one) => !node?.next[one.port]) ?? ports[0]
      return port ? { nodeId, port: port.port } : null
    },

    /** The steps a command on the clipboard is about: those chosen together, else one with its block. */
    chosen(nodeId: NodeId | null): readonly NodeId[] {
      const { picked } = ui.getState()
      if (picked.size > 0) return [...picked]
      return nodeId !== null && nodeOf(nodeId) ? blockOf(scenario(), nodeId) : []
    },
  }
}
export type CommandContext = ReturnType<typeof createContext>
