import type { InstantMs } from '../../schemas/basics.ts'
import type { Message, MessageVariant, VariantFor } from '../../schemas/kinds/channel.ts'
import type { CustomerFacts } from '../decision.ts'
import { matches } from '../rules/matches.ts'

/** What is known of the customer a message is written to. */
export interface Addressed {
  /** BCP 47 tag. */
  readonly language: string
  readonly facts: CustomerFacts
  /** Rules hold as of this instant. */
  readonly at: InstantMs
}

/** The place of the variant a customer gets: the first that is meant for them; null: the message itself. */
export function variantOf(variants: readonly MessageVariant[], to: Addressed): number | null {
  const place = variants.findIndex((variant) => variant.for !== null && isFor(variant.for, to))
  return place < 0 ? null : place
}

/** Every text of a message, its own first, each with the setting it stands in. */
export function textsOfMessage(
  message: Message,
): readonly { readonly subject: string; readonly body: string; readonly field: string }[] {
  const variants = message.variants ?? []
  return [
    { subject: message.subject, body: message.body, field: 'message' },
    ...variants.map(({ subject, body }, place) => ({
      ...{ subject, body },
      field: `message.variants.${place}`,
    })),
  ]
}

function isFor(whom: VariantFor, { language, facts, at }: Addressed): boolean {
  if (whom.by === 'rule') return matches(whom.rule, facts, at)
  return language.toLowerCase().split('-')[0] === whom.language
}
