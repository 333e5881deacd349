import { connect } from '../../engine/edit/connect.ts'
import { type Edited, type Point, withTarget } from '../../engine/edit/document.ts'
import { blockOf, copyFragment, duplicate, paste } from '../../engine/edit/fragment.ts'
import { insert } from '../../engine/edit/insert.ts'
import { move, movePoints } from '../../engine/edit/move.ts'
import { branchesOf, remove } from '../../engine/edit/remove.ts'
import { update } from '../../engine/edit/update.ts'
import { graphOf, reachableFrom } from '../../engine/graph.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import { Failure } from '../../schemas/failure.ts'
import { fragmentSchema } from '../../schemas/fragment.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import type { Did, ScenarioDocument } from '../document/document.ts'
import { layoutOf, type Spot } from './graph.ts'
import { placesToMove } from './moving.ts'
import { type RecipeName, recipes } from './recipes.ts'
import type { CanvasUiStore, Dialog, Place, ScreenPoint } from './ui-store.ts'

/** What the canvas needs to say after a command. */
export interface Voice {
  /** Aloud for screen readers, and as a notice with an undo button where `undo` is given. */
  did(did: Did, node: Node | undefined): void
  undid(did: Did, redone: boolean): void
  refused(
    reason: 'NOT_THERE' | 'NOTHING_TO_UNDO' | 'NOTHING_TO_REDO' | 'NOT_ON_CLIPBOARD' | 'FIRST_STEP',
  ): void
  moving(step: 'started' | 'aimed' | 'cancelled', values?: Readonly<Record<string, number>>): void
}

/** Everything that can be done on the canvas; menus, keys and buttons all come here. */
export function createCommands(parts: {
  readonly document: ScenarioDocument
  readonly ui: CanvasUiStore
  readonly voice: Voice
  /** Ids that steps of published plans have, which must not be given again. */
  readonly used: () => readonly NodeId[]
  readonly titleOf: (node: Node) => string
}) {
  const { document, ui, voice, used, titleOf } = parts
  let landing: { nodeId: NodeId; at: ScreenPoint | null } | null = null

  const scenario = () => document.store.getState().scenario
  const nodeOf = (id: NodeId) => scenario().nodes.find((node) => node.id === id)
  const selectNode = (id: NodeId | null) =>
    ui.setState((state) => ({
      selected: id,
      focused: id ?? state.focused,
      panel: id ? 'step' : null,
      menu: null,
      field: null,
      ...(state.selected === id ? {} : { tab: state.tab === 'results' ? 'results' : 'setup' }),
    }))

  /** Runs an engine command; what the engine refuses is said instead of done. */
  const run = (command: () => Edited, typing = ''): Edited | null => {
    try {
      const edited = command()
      document.apply(edited.scenario, named(edited, typing), typing)
      if (typing === '') voice.did(named(edited, typing), nodeOf(edited.select ?? ''))
      return edited
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      voice.refused('NOT_THERE')
      return null
    }
  }
  /** A step without a title of its own goes by what its kind says of it. */
  const named = ({ description, scenario: after }: Edited, _typing: string): Did => {
    const { id, title } = description.values
    if (title !== '' || typeof id !== 'string') return description
    const node = after.nodes.find((one) => one.id === id) ?? nodeOf(id)
    if (!node) return description
    return { ...description, values: { ...description.values, title: titleOf(node) } }
  }

  return {
    select: selectNode,
    /** Selects a step and brings it into view. */
    show(nodeId: NodeId) {
      selectNode(nodeId)
      ui.setState({ shown: { nodeId } })
    },
    /** Back from the panel to the canvas, to the step it was about. */
    leavePanel() {
      const { selected, focused } = ui.getState()
      ui.setState({ panel: null, selected: null, focused: selected ?? focused, returning: {} })
    },
    focus: (spot: Spot) => ui.setState({ focused: spot }),
    /** Opens the inspector on a step, at a field if one is named. */
    open(nodeId: NodeId, field: string | null = null) {
      selectNode(nodeId)
      ui.setState({ field: field ?? 'first', tab: 'setup' })
    },
    openInsert: (place: Place, at: ScreenPoint) =>
      ui.setState({ menu: { menu: 'insert', place, at } }),
    openDialog: (dialog: Dialog) => ui.setState({ dialog, menu: null }),
    /** Where "add after" puts a step: the first empty branch, else the first; null: nothing can follow. */
    placeAfter(nodeId: NodeId): Place | null {
      const node = nodeOf(nodeId)
      const ports = node ? portsOf(node) : []
      const port = ports.find((one) => !node?.next[one.port]) ?? ports[0]
      return port ? { nodeId, port: port.port } : null
    },

    /** Where a new step goes when no place was pointed at: after the selected one, else at the first empty branch. */
    placeForNew(selected: NodeId | null): Place | null {
      if (selected !== null) return this.placeAfter(selected)
      const [ghost] = layoutOf(scenario(), 'design').ghosts
      return ghost ? { nodeId: ghost.nodeId, port: ghost.port } : this.placeAfter(scenario().start)
    },

    insert(place: Place, name: RecipeName, at: ScreenPoint | null) {
      const { kind, ...preset } = recipes[name]
      const edited = run(() => insertAt(scenario(), place, { kind, preset, used: used() }))
      if (!edited?.select) return
      landing = { nodeId: edited.select, at }
      selectNode(edited.select)
      ui.setState({ field: 'first', tab: 'setup' })
    },
    /** Steps a branch could go on at: forward, or back to one that comes before it. */
    continueTargets(place: Place): readonly { node: Node; title: string }[] {
      if ('before' in place) return []
      return scenario()
        .nodes.filter(({ id, kind }) => kind !== 'segment' && id !== place.nodeId)
        .map((node) => ({ node, title: titleOf(node) }))
    },
    continueAt(place: Place, target: NodeId) {
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
      const select = edited?.select ?? null
      ui.setState({ deleting: null, selected: null, panel: null, focused: select })
    },
    duplicate(nodeId: NodeId) {
      ui.setState({ menu: null })
      if (nodeId === scenario().start) return voice.refused('FIRST_STEP')
      const edited = run(() => duplicate(scenario(), nodeId, used()))
      if (edited?.select) selectNode(edited.select)
    },
    /** Puts the step with its block on the clipboard; answers false when there is nothing to copy. */
    copyTo(clipboard: Pick<DataTransfer, 'setData'>, isCut: boolean): boolean {
      const { selected, focused } = ui.getState()
      const nodeId = selected ?? focused
      if (nodeId === null || !nodeOf(nodeId)) return false
      if (nodeId === scenario().start) {
        voice.refused('FIRST_STEP')
        return true
      }
      clipboard.setData('text/plain', fragmentText(scenario(), nodeId))
      if (isCut) this.remove(nodeId, branchesOf(scenario(), nodeId).length > 1 ? null : undefined)
      return true
    },
    /** The same from a menu, where the browser gives no clipboard event. */
    async copy(nodeId: NodeId): Promise<void> {
      ui.setState({ menu: null })
      if (nodeId === scenario().start) return voice.refused('FIRST_STEP')
      await navigator.clipboard.writeText(fragmentText(scenario(), nodeId))
    },
    /** Pastes after the step one stands at; answers false when the text holds no steps. */
    paste(text: string, place?: Place): boolean {
      const fragment = readFragment(text)
      if (!fragment) return false
      const { selected, focused } = ui.getState()
      const [nodeId = '', port] = (selected ?? focused ?? scenario().start).split('/')
      const target = place ?? (port === undefined ? this.placeAfter(nodeId) : { nodeId, port })
      if (!target || 'before' in target) return false
      const point = { after: target.nodeId, port: target.port }
      const edited = run(() => paste(scenario(), point, fragment, used()))
      if (edited?.select) selectNode(edited.select)
      return true
    },
    async pasteAfter(nodeId: NodeId): Promise<void> {
      ui.setState({ menu: null })
      const place = this.placeAfter(nodeId)
      const text = await navigator.clipboard.readText()
      if (!place || !this.paste(text, place)) voice.refused('NOT_ON_CLIPBOARD')
    },
    /** Changes settings of a step; what is typed into one field is one step of undo. */
    update: (nodeId: NodeId, patch: Readonly<Record<string, unknown>>, field: string) =>
      run(() => update(scenario(), nodeId, patch), `${nodeId} ${field}`),
    /** Any other command of the engine; `typing` joins what is typed into one field to one step of undo. */
    edit: (command: (scenario: Scenario) => Edited, typing = '') =>
      run(() => command(scenario()), typing),

    startMove(nodeId: NodeId) {
      if (nodeId === scenario().start) return voice.refused('FIRST_STEP')
      const allowed = new Set(
        movePoints(scenario(), nodeId).map(({ after, port }) => `${after} ${port}`),
      )
      const targets = placesToMove(layoutOf(scenario(), 'design')).filter((place) => {
        const point = pointOf(scenario(), place)
        return point && !('before' in place) && allowed.has(`${point.after} ${point.port}`)
      })
      if (targets.length === 0) return voice.refused('NOT_THERE')
      ui.setState({ moving: { nodeId, targets, at: 0 }, menu: null, focused: nodeId })
      voice.moving('started', { count: targets.length })
    },
    aimMove(by: 1 | -1) {
      const { moving } = ui.getState()
      if (!moving) return
      const count = moving.targets.length
      const at = (moving.at + by + count) % count
      ui.setState({ moving: { ...moving, at } })
      voice.moving('aimed', { place: at + 1, count })
    },
    finishMove(to?: Place) {
      const { moving } = ui.getState()
      ui.setState({ moving: null })
      const place = to ?? moving?.targets[moving.at]
      const point = place && pointOf(scenario(), place)
      const edited = moving && point && run(() => move(scenario(), moving.nodeId, point))
      if (moving && edited) selectNode(moving.nodeId)
    },
    cancelMove() {
      ui.setState({ moving: null })
      voice.moving('cancelled')
    },

    undo() {
      const did = document.undo()
      if (did) voice.undid(did, false)
      else voice.refused('NOTHING_TO_UNDO')
      forgetLost(ui, scenario())
    },
    redo() {
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

/** Before a join, a new step takes over every way that led there, but for those that come back to it. */
function insertAt(scenario: Scenario, place: Place, what: Parameters<typeof insert>[2]): Edited {
  const point = pointOf(scenario, place)
  if (!point) throw new Failure('INVALID', 'Nothing leads to this place.')
  const edited = insert(scenario, point, what)
  const { select } = edited
  if (!('before' in place) || select === undefined) return edited
  const joined = waysInto(scenario, place.before).reduce(
    (after, way) => withTarget(after, way, select),
    edited.scenario,
  )
  return { ...edited, scenario: joined }
}

function pointOf(scenario: Scenario, place: Place): Point | undefined {
  return 'before' in place
    ? waysInto(scenario, place.before)[0]
    : { after: place.nodeId, port: place.port }
}

function waysInto(scenario: Scenario, id: NodeId): readonly Point[] {
  const graph = graphOf(scenario)
  const after = reachableFrom(graph, id)
  return (graph.in.get(id) ?? [])
    .filter(({ from }) => !after.has(from))
    .map(({ from, port }) => ({ after: from, port }))
}

function fragmentText(scenario: Scenario, nodeId: NodeId): string {
  return JSON.stringify(copyFragment(scenario, blockOf(scenario, nodeId)))
}

function readFragment(text: string) {
  if (!text.startsWith('{')) return null
  try {
    const fragment = fragmentSchema.safeParse(JSON.parse(text))
    return fragment.success ? fragment.data : null
  } catch {
    return null
  }
}

/** What undo has taken away can be neither selected nor stood on. */
function forgetLost(ui: CanvasUiStore, scenario: Scenario): void {
  const { selected, focused } = ui.getState()
  const exists = (spot: string | null) =>
    spot !== null && scenario.nodes.some(({ id }) => id === spot.split('/')[0])
  if (selected !== null && !exists(selected)) ui.setState({ selected: null, panel: null })
  if (focused !== null && !exists(focused)) ui.setState({ focused: scenario.start })
}
