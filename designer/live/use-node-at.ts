import { useCallback } from 'react'
import type { Node } from '../../schemas/scenario.ts'
import { useRoom } from '../canvas/room.ts'
import { useOlderNodes } from './older-nodes.ts'

/** The step of a number: as it is drawn on the canvas, else as the newest older version of the run has it. */
export function useNodeAt(): (number: number) => Node | undefined {
  const { live } = useRoom()
  if (!live) throw new Error('A path is shown outside live mode.')
  const { ids, source } = live
  const older = useOlderNodes()
  return useCallback(
    (number: number) => {
      const id = ids.get(number)
      return source.nodes.find((node) => node.id === id) ?? older.get(number)
    },
    [ids, source, older],
  )
}
