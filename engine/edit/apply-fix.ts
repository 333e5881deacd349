import type { Fix } from '../../schemas/diagnostic.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { graphOf, reachableFrom } from '../graph.ts'
import { usualVisits } from './connect.ts'
import { type Edited, naming, nodeOf, targetOf, without } from './document.ts'
import { insert } from './insert.ts'
import { evenShares } from './shares.ts'
import { update } from './update.ts'

/** Makes the repair that a diagnostic proposes. NOT_FOUND if the step is gone, INVALID if it is no longer as it was. */
export function applyFix(scenario: Scenario, fix: Fix, used: readonly NodeId[] = []): Edited {
  switch (fix.do) {
    case 'endBranch': {
      if (targetOf(scenario, { after: fix.nodeId, port: fix.port }) !== null) {
        throw new Failure(
          'INVALID',
          `The branch "${fix.port}" of "${fix.nodeId}" leads on already.`,
        )
      }
      return insert(scenario, { after: fix.nodeId, port: fix.port }, { kind: 'exit', used })
    }
    case 'insertWait':
      return insert(scenario, { after: fix.nodeId, port: fix.port }, { kind: 'wait', used })
    case 'limitVisits':
      return update(scenario, fix.nodeId, { maxVisits: usualVisits })
    case 'evenShares': {
      const node = nodeOf(scenario, fix.nodeId)
      if (node.kind !== 'experiment' || node.arms.length === 0) {
        throw new Failure('INVALID', `Step "${fix.nodeId}" has no shares.`)
      }
      return update(scenario, fix.nodeId, { arms: evenShares(node.arms) })
    }
    case 'removeUnreachable':
      return removeUnreachable(scenario, fix.nodeId)
  }
}

function removeUnreachable(scenario: Scenario, id: NodeId): Edited {
  const node = nodeOf(scenario, id)
  if (reachableFrom(graphOf(scenario), scenario.start).has(id)) {
    throw new Failure('INVALID', `Step "${id}" can be reached again: remove it on the canvas.`)
  }
  return {
    scenario: without(scenario, new Set([id])),
    description: { code: 'REMOVED', values: { ...naming(node), removed: 0 } },
  }
}
