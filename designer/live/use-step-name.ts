import { useRoom, useWords } from '../canvas/room.ts'
import { titleOf } from '../kinds/registry.ts'
import { useOlderNodes } from './older-nodes.ts'

/** The title of a step of any version; without one, what it does. */
export function useStepName(): (step: { nodeId: string; title: string }) => string {
  const { live } = useRoom()
  const words = useWords()
  const older = useOlderNodes()
  return ({ nodeId, title }) => {
    if (title) return title
    const is = ({ id }: { id: string }) => id === nodeId
    const node = live?.source.nodes.find(is) ?? [...older.values()].find(is)
    return node ? titleOf(node, words) : nodeId
  }
}
