import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import { diagnostic } from '../diagnostics.ts'

/** Names of branches that the author chose: each once, and none that has a meaning of its own. */
export function checkPorts(
  nodeId: NodeId,
  field: string,
  { ports, reserved }: { ports: readonly { readonly port: Port }[]; reserved: readonly Port[] },
): readonly Diagnostic[] {
  const names = ports.map(({ port }) => port)
  const doubled = [...new Set(names.filter((name, i) => names.indexOf(name) < i))]
  const taken = [...new Set(names)].filter(
    (name) => name === 'exhausted' || reserved.includes(name),
  )
  const at = { nodeId, field }
  return [
    ...doubled.map((port) => diagnostic('PORT_DOUBLE', at, { values: { port } })),
    ...taken.map((port) => diagnostic('PORT_RESERVED', at, { values: { port } })),
  ]
}
