import { connect } from '../../engine/edit/connect.ts'
import type { Edited } from '../../engine/edit/document.ts'
import { branchesOf, remove } from '../../engine/edit/remove.ts'
import { rename, update } from '../../engine/edit/update.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { clipboardCommands } from './clipboard-commands.ts'
import { type CommandParts, createContext } from './command-context.ts'
import { insertAt } from './insert-at.ts'
import { moveCommands } from './move-commands.ts'
import { type RecipeName, recipes } from './recipes.ts'
import type { Spot } from './spots.ts'
import {
  type CanvasUiStore,
  type Dialog,
  nobody,
  type Place,
  type ScreenPoint,
} from './ui-store.ts'
import { viewCommands } from './view-commands.ts'

/** Everything that can be done on the canvas; menus, keys and buttons all come here. */
export function createCommands(parts: CommandParts) {
  const context = createContext(parts)
  const { document, ui, voice, used, titleOf, scenario, run, select, places, placeAfter } = context
  let landing: { nodeId: NodeId; at: ScreenPoint | null } | null = null

  return {
    ...clipboardCommands(context),
    ...moveCommands(context),
    ...viewCommands(context),
    select,
    placeAfter,
    /** Selects a step and brings it into view. */
    show(nodeId: NodeId): void {
      select(nodeId)
      ui.setState({ shown: { nodeId } })
    },
    /** Brings a step into view, while the panel that speaks of it stays. */
    look: (nodeId: NodeId): void => ui.setState({ shown: { nodeId }, focused: nodeId }),
    /** Back from the panel to the canvas, to the step it was about. */
    leavePanel(): void {
      const { selected, focused } = ui.getState()
      ui.setState({ panel: null, selected: null, focused: selected ?? focused, returning: {} })
    },
    focus: (spot: Spot): void => ui.setState({ focused: spot }),
    /** The keyboard comes back to where it stood on the canvas. */
    comeBack: (): void => ui.setState({ returning: {} }),
    /** Opens the inspector on a step, at a field if one is named; who looks at results goes on doing so. */
    open(nodeId: NodeId, field: string | null = null): void {
      select(nodeId)
      ui.setState(({ tab }) => ({
        field: field ?? 'first',
        tab: field === null && tab === 'results' ? tab : 'setup',
      }))
    },
    openInsert: (place: Place, at: ScreenPoint): void =>
      ui.setState({ menu: { menu: 'insert', place, at } }),
    openDialog: (dialog: Dialog): void => ui.setState({ dialog, menu: null }),

    /** Where a new step goes when no place was pointed at: after the selected one, else at the first empty branch. */
    placeForNew(selected: NodeId | null): Place | null {
      if (selected !== null) return placeAfter(selected)
      const [ghost] = places().ghosts
      return ghost ? { nodeId: ghost.nodeId, port: ghost.port } : placeAfter(scenario().start)
    },
    insert(place: Place, name: RecipeName, at: ScreenPoint | null): void {
      const { kind, ...preset } = recipes[name]
      const edited = run(() => insertAt(scenario(), place, { kind, preset, used: used() }))
      if (!edited?.select) return
      landing = { nodeId: edited.select, at }
      select(edited.select)
      ui.setState({ field: 'first', tab: 'setup' })
    },
    /** Steps a branch could go on at: forward, or back to one that comes before it. */
    continueTargets(place: Place): readonly { node: Node; title: string }[] {
      if ('before' in place) return []
      return scenario()
        .nodes.filter(({ id, kind }) => kind !== 'segment' && id !== place.nodeId)
        .map((node) => ({ node, title: titleOf(node) }))
    },
    continueAt(place: Place, target: NodeId): void {
      if ('before' in place) return
      run(() => connect(scenario(), { after: place.nodeId, port: place.port }, target))
      ui.setState({ menu: null })
    },
    /** Deletes a step; of a branching one, first asks which branch stays. */
    remove(nodeId: NodeId, keep?: Port | null) {
      ui.setState({ menu: null })
      if (nodeId === scenario().start) return voice.refused('FIRST_STEP')
      if (keep === undefined && branchesOf(scenario(), nodeId).length > 1) {
        ui.setState({ deleting: nodeId })
        return
      }
      const edited = run(() => remove(scenario(), nodeId, keep))
      const focused = edited?.select ?? null
      ui.setState({ deleting: null, selected: null, panel: null, picked: nobody, focused })
    },
    /** Types a step's title on its card. */
    startRename(nodeId: NodeId): void {
      ui.setState({ renaming: nodeId, focused: nodeId, menu: null })
    },
    /** Null leaves the title as it was. The keyboard stays where it has gone. */
    finishRename(title: string | null): void {
      const { renaming } = ui.getState()
      ui.setState({ renaming: null })
      const node = renaming === null ? undefined : context.nodeOf(renaming)
      if (node && title !== null && title.trim() !== node.title)
        run(() => rename(scenario(), node.id, title))
    },
    /** Changes settings of a step; what is typed into one field is one step of undo. */
    update: (nodeId: NodeId, patch: Readonly<Record<string, unknown>>, field: string) =>
      run(() => update(scenario(), nodeId, patch), `${nodeId} ${field}`),
    /** Any other command of the engine; `typing` joins what is typed into one field to one step of undo. */
    edit: (command: (scenario: Scenario) => Edited, typing = '') =>
      run(() => command(scenario()), typing),

    undo(): void {
      const did = document.undo()
      if (did) voice.undid(did, false)
      else voice.refused('NOTHING_TO_UNDO')
      forgetLost(ui, scenario())
    },
    redo(): void {
      const did = document.redo()
      if (did) voice.undid(did, true)
      else voice.refused('NOTHING_TO_REDO')
      forgetLost(ui, scenario())
    },
    /** Which step was just inserted and where the pointer was; answered once. */
    takeLanding() {
      const taken = landing
      landing = null
      return taken
    },
  }
}
export type Commands = ReturnType<typeof createCommands>

/** What undo has taken away can be neither selected nor stood on. */
function forgetLost(ui: CanvasUiStore, scenario: Scenario): void {
  const { selected, focused, picked } = ui.getState()
  const exists = (spot: string | null) =>
    spot !== null && scenario.nodes.some(({ id }) => id === spot.split('/')[0])
  if (selected !== null && !exists(selected)) ui.setState({ selected: null, panel: null })
  if (focused !== null && !exists(focused)) ui.setState({ focused: scenario.start })
  if (![...picked].every(exists)) ui.setState({ picked: new Set([...picked].filter(exists)) })
}
