import type { Icon } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import type { CatalogueAnswer } from '../../schemas/api/scenarios.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Kind, NodeOf } from '../../schemas/scenario.ts'
import type { Formats } from '../format.ts'

/** How one kind of step looks, speaks and is set up; one file per kind, as in engine/kinds. */
export interface KindView<K extends Kind> {
  readonly shape: 'card' | 'pill'
  icon(node: NodeOf<K>): Icon
  /** What the card says when the marketer has given it no title. */
  title(node: NodeOf<K>, words: Words): string
  /** One line about the settings; null: they are missing, and the card names the next action. */
  summary(node: NodeOf<K>, words: Words): string | null
  /** After the name of the kind, small: `channel · sms`. */
  overline?(node: NodeOf<K>, words: Words): string
}

/** What a sentence about a step is made with. */
export interface Words {
  readonly t: TFunction
  readonly formats: Formats
  readonly catalogue: CatalogueAnswer
  sayRule(rule: Rule): string
}
