import { useRoom, useWords } from '../canvas/room.ts'
import { titleOf } from '../kinds/registry.ts'

/** The title of a step of any version; without one, what it does, if the drawing at hand has it. */
export function useStepName(): (step: { nodeId: string; title: string }) => string {
  const { live } = useRoom()
  const words = useWords()
  return ({ nodeId, title }) => {
    if (title) return title
    const node = live?.source.nodes.find(({ id }) => id === nodeId)
    return node ? titleOf(node, words) : nodeId
  }
}
