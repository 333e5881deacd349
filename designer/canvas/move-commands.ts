import { move, movePoints } from '../../engine/edit/move.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { CommandContext } from './command-context.ts'
import { placeKey, placesToMove, pointOf } from './moving.ts'
import type { Place } from './ui-store.ts'

/** Moving a step: the keyboard travels over the places it may go to, or it hangs at the pointer. */
export function moveCommands(context: CommandContext) {
  const { scenario, ui, voice, run, select, places } = context
  return {
    /** Answers whether there is any place to move it to. */
    startMove(nodeId: NodeId, dragged = false): boolean {
      if (nodeId === scenario().start) {
        if (!dragged) voice.refused('FIRST_STEP')
        return false
      }
      const allowed = new Set(
        movePoints(scenario(), nodeId).map(({ after, port }) => `${after} ${port}`),
      )
      const targets = placesToMove(places()).filter((place) => {
        return !('before' in place) && allowed.has(`${place.nodeId} ${place.port}`)
      })
      if (targets.length === 0) {
        voice.refused('NOT_THERE')
        return false
      }
      const legal = new Set(targets.map(placeKey))
      const at = dragged ? -1 : 0
      ui.setState({
        moving: { nodeId, targets, at, legal, dragged },
        menu: null,
        focused: nodeId,
      })
      voice.moving('started', { count: targets.length })
      return true
    },
    aimMove(by: 1 | -1): void {
      const { moving } = ui.getState()
      if (!moving) return
      const count = moving.targets.length
      const at = (moving.at + by + count) % count
      ui.setState({ moving: { ...moving, at } })
      voice.moving('aimed', { place: at + 1, count })
    },
    finishMove(to?: Place): void {
      const { moving } = ui.getState()
      ui.setState({ moving: null })
      const place = to ?? moving?.targets[moving.at]
      const point = place && pointOf(scenario(), place)
      const edited = moving && point && run(() => move(scenario(), moving.nodeId, point))
      if (moving && edited) select(moving.nodeId)
    },
    cancelMove(): void {
      ui.setState({ moving: null })
      voice.moving('cancelled')
    },
  }
}
