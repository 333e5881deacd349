import fc from 'fast-check'
import { blockOf } from '../../engine/edit/blocks.ts'
import {
  addBranch,
  removeBranch,
  renameBranch,
  reorderBranches,
} from '../../engine/edit/branches.ts'
import { connect, disconnect } from '../../engine/edit/connect.ts'
import { copyFragment } from '../../engine/edit/copy.ts'
import type { Edited } from '../../engine/edit/document.ts'
import { insert } from '../../engine/edit/insert.ts'
import { move } from '../../engine/edit/move.ts'
import { duplicate, paste } from '../../engine/edit/paste.ts'
import { remove } from '../../engine/edit/remove.ts'
import { removeMany } from '../../engine/edit/remove-many.ts'
import { rename, renameScenario, setExitRules, update } from '../../engine/edit/update.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { kinds } from './arbitrary-scenario.ts'

/** Three numbers that choose a command and what it is about. */
export const choices = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))

/** Any command on a document, chosen by three numbers; null where the document has nothing to apply it to. */
export function anyCommand(scenario: Scenario, [which, a, b]: readonly number[]): Edited | null {
  const node = pick(scenario.nodes, a)
  const other = pick(scenario.nodes, b)
  const port = node && pick(portsOf(node), b)?.port
  if (!node || !other) return null
  const point = port === undefined ? null : { after: node.id, port }
  const kind = pick(kinds, b) ?? 'wait'
  const commands: readonly (() => Edited | null)[] = [
    () => point && insert(scenario, point, { kind }),
    () => remove(scenario, node.id, port),
    () => remove(scenario, node.id, null),
    () => move(scenario, other.id, point ?? { after: 'ghost', port: 'next' }),
    () => duplicate(scenario, node.id),
    () => point && paste(scenario, point, copyFragment(scenario, blockOf(scenario, other.id))),
    () => point && connect(scenario, point, other.id),
    () => point && disconnect(scenario, point),
    () => removeMany(scenario, [node.id, other.id]),
    () => point && paste(scenario, point, copyFragment(scenario, [node.id, other.id])),
    () => addBranch(scenario, node.id),
    () => removeBranch(scenario, node.id, port ?? 'next'),
    () => renameBranch(scenario, node.id, { port: port ?? 'next', label: 'Label' }),
    () =>
      reorderBranches(
        scenario,
        node.id,
        portsOf(node)
          .map((one) => one.port)
          .toReversed(),
      ),
    () => rename(scenario, node.id, 'Title'),
    () => renameScenario(scenario, 'Another name'),
    () => setExitRules(scenario, [{ response: 'unsubscribed', atLeast: 1, result: 'left' }]),
    () => update(scenario, node.id, { unsent: 'leave', outcomes: [], branches: [], arms: [] }),
  ]
  return pick(commands, which)?.() ?? null
}

export function pick<T>(items: readonly T[], at: number | undefined): T | undefined {
  return items.length === 0 ? undefined : items[(at ?? 0) % items.length]
}
