import { useCallback } from 'react'
import { useRoom } from '../canvas/room.ts'

/** The step of a number on the canvas; undefined: only another version has it. */
export function useNodeAt() {
  const { live } = useRoom()
  if (!live) throw new Error('A path is shown outside live mode.')
  const { ids, source } = live
  return useCallback(
    (number: number) => {
      const id = ids.get(number)
      return source.nodes.find((node) => node.id === id)
    },
    [ids, source],
  )
}
