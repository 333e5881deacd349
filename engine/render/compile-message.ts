import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { MessageVariant } from '../../schemas/kinds/channel.ts'
import type { OfferContent } from '../../schemas/kinds/offer.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { Field } from '../../schemas/rule.ts'
import type { Node } from '../../schemas/scenario.ts'
import type { Needs } from '../decision.ts'
import { factsNeeded } from '../rules/matches.ts'
import { layOut, type Texts } from './advertising.ts'
import { manyLines, oneLine } from './clean.ts'
import { formatDate, formatMoney, formatNumber, type Language, languageOf } from './format.ts'
import { isAttribute, knownTag, type TagName } from './known-tags.ts'
import { type Tag, tagsOf } from './tags.ts'
import { type Addressed, variantOf } from './variants.ts'

/** What a customer receives. `html` is not stored: `htmlOf` makes it from this. */
export interface RenderedMessage {
  /** One line without control characters; empty where the channel has none. */
  readonly subject: string
  readonly text: string
  /** Where {{link}} leads for this contact; null: the message has none. */
  readonly link: string | null
  /** Where the customer opts out with one click; null: by the text only. */
  readonly optOutUrl: string | null
  /** Picture that tells when an e-mail was opened; null: none. */
  readonly openUrl: string | null
}

/** What one customer's message is filled with; `facts` hold what `CompiledMessage.needs` asked for. */
export interface MessageValues extends Addressed {
  readonly name: string | null
  readonly zone: string
  /** The reward issued to this customer for the offer; null: none was left, its tags take their fallbacks. */
  readonly reward: { readonly code: string; readonly expiresAt: InstantMs } | null
  /** The tracked link of this contact; null: the message's own address is used. */
  readonly link: string | null
  readonly optOutUrl: string | null
  readonly openUrl: string | null
}

export interface CompiledMessage {
  /** The facts its tags and its variants speak of. */
  readonly needs: MessageNeeds
  /** Place of the variant a customer gets; null: the message itself. */
  variantOf(values: MessageValues): number | null
  render(values: MessageValues): RenderedMessage
  /** Tags that would be written as nothing: no value and no fallback. */
  missing(values: MessageValues): readonly TagName[]
}

/** What a message wants to know of a customer. */
export interface MessageNeeds extends Pick<Needs, 'history' | 'consents' | 'earlier' | 'lists'> {
  /** Each once. */
  readonly fields: readonly Field[]
}

/** The step a message belongs to; of a plan, or made up for a preview. */
export type MessageStep = Pick<PlanNode, 'id' | 'node' | 'offer'>

/** What a message takes from the installation. */
export interface House {
  readonly policy: Policy
  /** ISO 4217, e.g. KRW. */
  readonly currency: string
}

/**
 * Prepares the message of a channel node or the script of a call node for many customers. A missing value is written
 * as the tag's fallback, or as nothing. Values never bring line ends or control characters with them.
 * @throws Failure INVALID when the node has no message or its text holds a tag that does not exist.
 */
export function compileMessage(at: MessageStep, house: House): CompiledMessage {
  const { node } = at
  const variants = (node.kind === 'channel' && node.message?.variants) || []
  const usual = compileWords(at, { house, texts: textsOf(at) })
  const others = variants.map(({ subject, body }) =>
    compileWords(at, { house, texts: { ...textsOf(at), ...wordsOf(node, { subject, body }) } }),
  )
  const chosen = (values: MessageValues) => variantOf(variants, values)
  const wordsFor = (values: MessageValues) => others[chosen(values) ?? -1] ?? usual
  return {
    needs: needsOf(variants, [usual, ...others]),
    variantOf: chosen,
    render: (values) => wordsFor(values).render(values),
    missing: (values) => wordsFor(values).missing(values),
  }
}

interface CompiledWords extends Pick<CompiledMessage, 'render' | 'missing'> {
  readonly names: readonly TagName[]
}

function compileWords(
  at: MessageStep,
  { house, texts }: { house: House; texts: Texts },
): CompiledWords {
  const { subject, body } = layOut(texts, house.policy)
  const context: Context = { ...house, offer: at.offer, linkUrl: texts.linkUrl }
  const subjectOf = compileText(subject, context, oneLine, at.id)
  const bodyOf = compileText(body, context, manyLines, at.id)
  const names = [...new Set([...subjectOf.tags, ...bodyOf.tags].map((tag) => tag.name))]
  const usesLink = names.includes('link')
  return {
    names,
    render(values) {
      const language = languageOf(values.language)
      return {
        subject: subjectOf.write(values, language),
        text: bodyOf.write(values, language),
        link: usesLink ? (values.link ?? texts.linkUrl) : null,
        optOutUrl: texts.advertising ? values.optOutUrl : null,
        openUrl: texts.channel === 'email' ? values.openUrl : null,
      }
    },
    missing(values) {
      const bare = [...subjectOf.tags, ...bodyOf.tags].filter(
        (tag) => !tag.fallback && isEmpty(sourceOf(tag.name, context)(values)),
      )
      return [...new Set(bare.map((tag) => tag.name))]
    },
  }
}

function needsOf(
  variants: readonly MessageVariant[],
  words: readonly CompiledWords[],
): MessageNeeds {
  const rules = variants.flatMap((variant) =>
    variant.for?.by === 'rule' ? [variant.for.rule] : [],
  )
  const needs = factsNeeded({ type: 'any', rules })
  const told = words.flatMap(({ names }) => names.flatMap((name) => knownTag(name).fields))
  return { ...needs, fields: [...new Set([...told, ...(needs.fields ?? [])])] }
}

function wordsOf(node: Node, { subject, body }: Pick<Texts, 'subject' | 'body'>) {
  return { subject: node.kind === 'channel' && node.channel === 'sms' ? '' : subject, body }
}

function textsOf({ node, id }: MessageStep): Texts {
  if (node.kind === 'call') {
    return { channel: 'call', advertising: false, subject: '', body: node.script, linkUrl: null }
  }
  if (node.kind !== 'channel' || !node.channel || !node.message) {
    throw new Failure(
      'INVALID',
      `Step ${id} has no message to send: give it a channel and a text`,
      { details: { reason: 'NO_MESSAGE' } },
    )
  }
  const { subject, body, linkUrl } = node.message
  return {
    channel: node.channel,
    advertising: node.advertising,
    ...wordsOf(node, { subject, body }),
    linkUrl: linkUrl ?? null,
  }
}

interface Context extends House {
  readonly offer: OfferContent | null
  readonly linkUrl: string | null
}

type Write = (values: MessageValues, language: Language) => string

function compileText(
  text: string,
  context: Context,
  clean: (literal: string) => string,
  nodeId: string,
): { tags: readonly Tag[]; write: Write } {
  const { parts, tags, problems } = tagsOf(text)
  const [problem] = problems
  if (problem) {
    throw new Failure(
      'INVALID',
      `The message of step ${nodeId} cannot be read at character ${problem.start + 1}: ${problem.code} ${problem.text}`,
      {
        details: {
          reason: 'MESSAGE_UNREADABLE',
          nodeId,
          character: problem.start + 1,
          code: problem.code,
          at: problem.start,
        },
      },
    )
  }
  const writers = parts.map((part) =>
    typeof part === 'string' ? clean(part) : writerOf(part, context),
  )
  return {
    tags,
    write(values, language) {
      let written = ''
      for (const writer of writers) {
        written += typeof writer === 'string' ? writer : writer(values, language)
      }
      return written
    },
  }
}

function writerOf(tag: Tag, context: Context): Write {
  const { format } = knownTag(tag.name)
  const fallback = oneLine(tag.fallback ?? '')
  const source = sourceOf(tag.name, context)
  return (values, language) => {
    const value = source(values)
    if (isEmpty(value)) return fallback
    if (typeof value !== 'number') return oneLine(String(value))
    if (format === 'money') return formatMoney(value, { currency: context.currency, language })
    if (format === 'date') return formatDate(value, { zone: values.zone, language })
    return formatNumber(value)
  }
}

type Value = string | number | boolean | null | undefined

function isEmpty(value: Value): value is null | undefined | '' {
  return value === null || value === undefined || value === ''
}

function sourceOf(name: TagName, context: Context): (values: MessageValues) => Value {
  const { offer, policy, linkUrl } = context
  if (isAttribute(name)) return (values) => values.facts.fields[name]
  switch (name) {
    case 'name':
      return (values) => values.name
    case 'offer':
      return () => offer?.name
    case 'product':
      return () => offer?.product
    case 'reward':
      return (values) => (values.reward ? offer?.reward?.name : null)
    case 'rewardValue':
      return (values) => (values.reward ? offer?.reward?.faceValue : null)
    case 'rewardCode':
      return (values) => values.reward?.code
    case 'rewardExpiresOn':
      return (values) => values.reward?.expiresAt
    case 'link':
      return (values) => values.link ?? linkUrl
    case 'sender':
      return () => policy.senderName
    case 'optOut':
      return (values) =>
        values.optOutUrl ? `${policy.optOutText} ${values.optOutUrl}` : policy.optOutText
    case 'points':
    case 'region':
    case 'ageYears':
    case 'firstPurchaseDate':
    case 'lastPurchaseDate':
    case 'recencyDays':
    case 'dormancyMonths':
    case 'purchaseCount':
    case 'totalAmount':
    case 'averageBasket': {
      const [field = name] = knownTag(name).fields
      return (values) => values.facts.fields[field]
    }
  }
}
