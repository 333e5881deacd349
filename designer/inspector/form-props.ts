import type { Kind, NodeOf } from '../../schemas/scenario.ts'

/** What the form of a kind gets and gives. */
export interface FormProps<K extends Kind> {
  readonly node: NodeOf<K>
  /** Changes settings; `field` names what is changed, so that typing in it is one step of undo. */
  change(patch: Partial<NodeOf<K>>, field: string): void
}
