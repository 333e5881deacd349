import { graphOf } from '../../engine/graph.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { CommandContext } from './command-context.ts'
import { foldableSpots, foldsOf, spotsAround, spotsBeside } from './folding.ts'
import { type Spot, spotOf } from './spots.ts'
import { keepNotes } from './ui-store.ts'

/** What is chosen and what is put away: how one looks at the drawing, not what is in it. */
export function viewCommands(context: CommandContext) {
  const { scenario, ui, voice } = context
  const fold = (folded: ReadonlySet<Spot>) => {
    const before = ui.getState().folded
    ui.setState({ folded, menu: null })
    const hidden = [...foldsOf(scenario(), folded).values()].flatMap((one) => one.hidden)
    voice.told(folded.size > before.size ? 'folded' : 'unfolded', hidden.length)
  }
  const pickAll = (ids: readonly NodeId[]): void => {
    const { start, nodes } = scenario()
    const exists = new Set(nodes.map(({ id }) => id))
    const picked = new Set(ids.filter((id) => id !== start && exists.has(id)))
    const [focused = null] = picked
    ui.setState({ picked, selected: null, panel: null, menu: null, ...(focused && { focused }) })
    voice.told('picked', picked.size)
  }
  return {
    /** Adds a step to those chosen together, or takes it out; the one that was chosen alone is the first of them. */
    pick(nodeId: NodeId): void {
      const { picked, selected } = ui.getState()
      const next = new Set(picked.size === 0 && selected !== null ? [selected] : picked)
      if (!next.delete(nodeId)) next.add(nodeId)
      ui.setState({ picked: next, selected: null, panel: null, focused: nodeId, menu: null })
      voice.told('picked', next.size)
    },
    /** Chooses these steps together; the first step, which can be neither copied nor deleted, is left out. */
    pickAll,
    pickEverything: (): void => pickAll(scenario().nodes.map(({ id }) => id)),
    /** Puts the branches of a step away or opens them; of a step without branches, the one it stands in. */
    foldAt(nodeId: NodeId) {
      const { folded } = ui.getState()
      const graph = graphOf(scenario())
      const foldable = foldableSpots(scenario())
      const own = (graph.out.get(nodeId) ?? [])
        .map(({ port }) => spotOf(nodeId, port))
        .filter((spot) => foldable.has(spot))
      const [around] = spotsAround(scenario(), nodeId)
      const spots = own.length > 0 ? own : around === undefined ? [] : [around]
      if (spots.length === 0) return voice.refused('NOTHING_TO_FOLD')
      const isOpen = spots.some((spot) => !folded.has(spot))
      const rest = [...folded].filter((spot) => !spots.includes(spot))
      fold(new Set(isOpen ? [...rest, ...spots] : rest))
      if (own.length === 0 && around !== undefined) ui.setState({ focused: around })
    },
    /** Puts one branch away, or opens it. */
    toggleFold(spot: Spot): void {
      const folded = new Set(ui.getState().folded)
      if (!folded.delete(spot)) folded.add(spot)
      fold(folded)
      ui.setState({ focused: folded.has(spot) ? spot : (spot.split('/')[0] ?? null) })
    },
    /** Of every choice that led to a step only the branch with that step stays in sight; again: everything. */
    focusOn(nodeId: NodeId) {
      const { folded } = ui.getState()
      const beside = spotsBeside(scenario(), nodeId)
      if (folded.size === 0 && beside.length === 0) return voice.refused('NOTHING_TO_FOLD')
      fold(new Set(folded.size > 0 ? [] : beside))
      ui.setState({ focused: nodeId, shown: { nodeId } })
    },
    openAll: () => fold(new Set()),
    showNotes(on: boolean): void {
      keepNotes(on)
      ui.setState({ notes: on })
    },
  }
}
