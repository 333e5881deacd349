import { useQueries, useQuery } from '@tanstack/react-query'
import type { Node } from '../../schemas/scenario.ts'
import { useRoom } from '../canvas/room.ts'
import { type VersionDetail, versionQuery } from '../document/queries.ts'
import { runVersionsQuery } from './queries.ts'

/** Steps by the number they have in rows; a step keeps it through all versions. */
export type OlderNodes = ReadonlyMap<number, Node>

/** The steps of the other versions that customers of the run watched are, or were, on; the newest of each. */
export function useOlderNodes(): OlderNodes {
  const { detail, live } = useRoom()
  const run = live?.run?.id
  const { data } = useQuery({ ...runVersionsQuery(run ?? ''), enabled: run !== undefined })
  const others = (data ?? []).filter(({ inUse, current }) => inUse && !current)
  return useQueries({
    queries: others.map(({ version }) => versionQuery(detail.id, version)),
    combine: nodesOf,
  })
}

function nodesOf(answers: readonly { readonly data: VersionDetail | undefined }[]): OlderNodes {
  const nodes = new Map<number, Node>()
  for (const { data } of answers)
    for (const { id, no } of data?.plan.nodes ?? []) {
      const node = data?.source.nodes.find((one) => one.id === id)
      if (node && !nodes.has(no)) nodes.set(no, node)
    }
  return nodes
}
