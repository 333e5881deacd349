import type { NodeId } from '../../schemas/node.ts'

/** What can be stood on with the keyboard: a step by its id, an empty branch or one put away by step and port. */
export type Spot = string

export const spotOf = (nodeId: NodeId, port?: string): Spot =>
  port === undefined ? nodeId : `${nodeId}/${port}`

export function readSpot(spot: Spot): { nodeId: NodeId; port: string | null } {
  const [nodeId = '', port] = spot.split('/')
  return { nodeId, port: port ?? null }
}

/** What stands in the layout for a branch that is put away; no step can have such an id. */
export const foldId = (spot: Spot): string => `${spot}/`

export const isFoldId = (id: string): boolean => id.endsWith('/')

/** Where the keyboard stands at what the layout calls `id`. */
export const standingAt = (id: string): Spot => (isFoldId(id) ? id.slice(0, -1) : id)
