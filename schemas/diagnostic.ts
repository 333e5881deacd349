import type { ResponseKind } from './basics.ts'
import type { NodeId, Port } from './node.ts'

/**
 * An author’s mistake. `message` is plain English for logs and the command line; the designer words `code` in the
 * reader’s language with `values`. `fix` names a one-click repair that engine/edit can perform.
 */
export interface Diagnostic {
  readonly code: string
  readonly level: 'error' | 'warning'
  readonly nodeId: NodeId | null
  readonly field: string | null
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
  readonly fix?: Fix
}

export type Fix =
  | { readonly do: 'endBranch'; readonly nodeId: NodeId; readonly port: Port }
  | { readonly do: 'insertWait'; readonly nodeId: NodeId; readonly port: Port }
  | { readonly do: 'evenShares'; readonly nodeId: NodeId }
  | { readonly do: 'limitVisits'; readonly nodeId: NodeId }
  | { readonly do: 'removeUnreachable'; readonly nodeId: NodeId }
  | {
      readonly do: 'keepOutcomes'
      readonly nodeId: NodeId
      readonly responses: ResponseKind[]
    }
  | { readonly do: 'dropVariant'; readonly nodeId: NodeId; readonly place: number }
  | {
      readonly do: 'setHours'
      readonly nodeId: NodeId
      readonly from: string
      readonly until: string
    }
  | { readonly do: 'noReturn'; readonly nodeId: NodeId }
  | { readonly do: 'countLonger'; readonly days: number }
