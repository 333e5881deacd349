import type { Fix } from '../../schemas/diagnostic.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import { attributionSchema, type Scenario } from '../../schemas/scenario.ts'
import { graphOf, reachableFrom } from '../graph.ts'
import { usualVisits } from './connect.ts'
import { type Edited, naming, nodeOf, targetOf, without } from './document.ts'
import { insert } from './insert.ts'
import { evenShares } from './shares.ts'
import { setAttribution, update } from './update.ts'

/** Makes the repair that a diagnostic proposes. NOT_FOUND if the step is gone, INVALID if it is no longer as it was. */
export function applyFix(scenario: Scenario, fix: Fix, used: readonly NodeId[] = []): Edited {
  switch (fix.do) {
    case 'endBranch': {
      if (targetOf(scenario, { after: fix.nodeId, port: fix.port }) !== null) {
        throw new Failure(
          'INVALID',
          `The branch "${fix.port}" of "${fix.nodeId}" leads on already.`,
          { details: { reason: 'STEP_CANNOT' } },
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
        throw new Failure('INVALID', `Step "${fix.nodeId}" has no shares.`, {
          details: { reason: 'STEP_CANNOT' },
        })
      }
      return update(scenario, fix.nodeId, { arms: evenShares(node.arms) })
    }
    case 'removeUnreachable':
      return removeUnreachable(scenario, fix.nodeId)
    case 'keepOutcomes':
      return keepOutcomes(scenario, fix)
    case 'dropVariant':
      return dropVariant(scenario, fix)
    case 'setHours':
      return update(scenario, fix.nodeId, { sendFrom: fix.from, sendUntil: fix.until })
    case 'noReturn':
      return update(scenario, fix.nodeId, { reentry: { allow: 'never' } })
    case 'countLonger': {
      const known = scenario.attribution ?? attributionSchema.parse({})
      return setAttribution(scenario, { ...known, days: Math.max(known.days, fix.days) })
    }
  }
}

/** Of each response the first branch stays, if it is one of those. */
function keepOutcomes(scenario: Scenario, fix: Extract<Fix, { do: 'keepOutcomes' }>): Edited {
  const node = nodeOf(scenario, fix.nodeId)
  if (node.kind !== 'response') {
    throw new Failure('INVALID', `Step "${fix.nodeId}" awaits no response.`, {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  const names = node.outcomes.map(({ response }) => response)
  const outcomes = node.outcomes.filter(
    ({ response }, place) => fix.responses.includes(response) && names.indexOf(response) === place,
  )
  return update(scenario, fix.nodeId, { outcomes })
}

function dropVariant(scenario: Scenario, fix: Extract<Fix, { do: 'dropVariant' }>): Edited {
  const node = nodeOf(scenario, fix.nodeId)
  const message = node.kind === 'channel' ? node.message : null
  if (!message?.variants?.[fix.place]) {
    throw new Failure('INVALID', `Step "${fix.nodeId}" has no such variant.`, {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  const variants = message.variants.filter((_, place) => place !== fix.place)
  const rest = variants.length > 0 ? variants : undefined
  return update(scenario, fix.nodeId, { message: { ...message, variants: rest } })
}

function removeUnreachable(scenario: Scenario, id: NodeId): Edited {
  const node = nodeOf(scenario, id)
  if (reachableFrom(graphOf(scenario), scenario.start).has(id)) {
    throw new Failure('INVALID', `Step "${id}" can be reached again: remove it on the canvas.`, {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  return {
    scenario: without(scenario, new Set([id])),
    description: { code: 'REMOVED', values: { ...naming(node), removed: 0 } },
  }
}
