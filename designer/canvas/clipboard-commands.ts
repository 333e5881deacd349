import { copyFragment } from '../../engine/edit/copy.ts'
import { duplicate, paste } from '../../engine/edit/paste.ts'
import { removeMany } from '../../engine/edit/remove-many.ts'
import { type Fragment, fragmentSchema } from '../../schemas/fragment.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { CommandContext } from './command-context.ts'
import type { Place } from './ui-store.ts'

/** Copy, cut, paste and duplicate, across scenarios and tabs: steps travel as text on the system's clipboard. */
export function clipboardCommands(context: CommandContext) {
  const { scenario, ui, voice, used, run, select, placeAfter, chosen } = context
  const standing = () => {
    const { selected, focused } = ui.getState()
    return selected ?? focused
  }
  const textOf = (ids: readonly NodeId[]) => JSON.stringify(copyFragment(scenario(), ids))
  const takeOut = (ids: readonly NodeId[]) => {
    const edited = run(() => removeMany(scenario(), ids))
    if (!edited) return
    select(null)
    ui.setState({ focused: edited.select ?? scenario().start })
  }
  const putAfter = (place: Place | null, fragment: Fragment): boolean => {
    if (!place || 'before' in place) return false
    const point = { after: place.nodeId, port: place.port }
    const edited = run(() => paste(scenario(), point, fragment, used()))
    if (edited?.select) select(edited.select)
    return true
  }
  /** Whether the first step is among them, which is then said. */
  const refusesFirst = (ids: readonly NodeId[]) => {
    if (!ids.includes(scenario().start)) return false
    voice.refused('FIRST_STEP')
    return true
  }

  const commands = {
    /** Puts the chosen steps on the clipboard; answers false when there is nothing to copy. */
    copyTo(clipboard: Pick<DataTransfer, 'setData'>, isCut: boolean): boolean {
      const ids = chosen(standing())
      if (ids.length === 0) return false
      if (refusesFirst(ids)) return true
      clipboard.setData('text/plain', textOf(ids))
      if (isCut) takeOut(ids)
      return true
    },
    /** The same from a menu, where the browser gives no clipboard event. */
    async copy(nodeId: NodeId | null, isCut = false): Promise<void> {
      ui.setState({ menu: null })
      const ids = chosen(nodeId)
      if (ids.length === 0 || refusesFirst(ids)) return
      await navigator.clipboard.writeText(textOf(ids))
      if (isCut) takeOut(ids)
    },
    /** Pastes after the step one stands at; answers false when the text holds no steps. */
    paste(text: string, place?: Place): boolean {
      const fragment = readFragment(text)
      if (!fragment) return false
      const [nodeId = '', port] = (standing() ?? scenario().start).split('/')
      return putAfter(
        place ?? (port === undefined ? placeAfter(nodeId) : { nodeId, port }),
        fragment,
      )
    },
    async pasteAfter(nodeId: NodeId): Promise<void> {
      ui.setState({ menu: null })
      const place = placeAfter(nodeId)
      const text = await navigator.clipboard.readText()
      if (!place || !commands.paste(text, place)) voice.refused('NOT_ON_CLIPBOARD')
    },
    /** Doubles one step, or the steps chosen together: their copies follow the last of them. */
    duplicate(nodeId: NodeId): void {
      ui.setState({ menu: null })
      const { picked } = ui.getState()
      if (picked.size > 0) {
        if (refusesFirst([...picked])) return
        const fragment = copyFragment(scenario(), [...picked])
        const last = fragment.nodes.at(-1)
        putAfter(last ? placeAfter(last.id) : null, fragment)
        return
      }
      if (refusesFirst([nodeId])) return
      const edited = run(() => duplicate(scenario(), nodeId, used()))
      if (edited?.select) select(edited.select)
    },
    /** Deletes the steps chosen together. */
    removePicked(): void {
      const ids = [...ui.getState().picked]
      if (ids.length > 0 && !refusesFirst(ids)) takeOut(ids)
    },
  }
  return commands
}

function readFragment(text: string): Fragment | null {
  if (!text.startsWith('{')) return null
  try {
    const fragment = fragmentSchema.safeParse(JSON.parse(text))
    return fragment.success ? fragment.data : null
  } catch {
    return null
  }
}
