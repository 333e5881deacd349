import type { Kind, Scenario } from '../../schemas/scenario.ts'
import { isContact } from '../compile/contacts.ts'
import { graphOf, nearestBefore } from '../graph.ts'
import { nodeOf, type Point, targetOf } from './document.ts'

/** The three kinds a marketer usually puts at a point, the likeliest first. */
export function suggestNext(scenario: Scenario, point: Point): readonly Kind[] {
  const node = nodeOf(scenario, point.after)
  const isEmpty = targetOf(scenario, point) === null
  switch (node.kind) {
    case 'segment':
      return ['offer', 'channel', 'experiment']
    case 'offer':
      return ['channel', 'call', 'condition']
    case 'channel':
      return point.port === 'unsent' ? ['channel', 'exit', 'call'] : ['wait', 'response', 'call']
    case 'wait':
      return afterWait(scenario, point)
    case 'response':
      return point.port === 'none'
        ? ['channel', isEmpty ? 'exit' : 'wait', 'offer']
        : ['call', isEmpty ? 'goal' : 'channel', 'update']
    case 'call':
      return ['response', isEmpty ? 'goal' : 'wait', 'update']
    case 'condition':
    case 'experiment':
      return ['offer', 'channel', isEmpty ? 'exit' : 'wait']
    case 'update':
      return ['channel', 'wait', isEmpty ? 'goal' : 'condition']
    case 'goal':
      return ['wait', 'offer', isEmpty ? 'exit' : 'channel']
    case 'exit':
      return []
  }
}

/** After a wait one looks at what came back, if anybody was contacted before it. */
function afterWait(scenario: Scenario, point: Point): readonly Kind[] {
  const contacted = nearestBefore(graphOf(scenario), point.after, isContact).length > 0
  return contacted ? ['response', 'channel', 'condition'] : ['channel', 'condition', 'offer']
}
