import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { MessageVariant } from '../../schemas/kinds/channel.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { timeOfDayMs } from '../calendar.ts'
import type { Catalogue } from '../catalogue.ts'
import { diagnostic } from '../diagnostics.ts'
import { dayMs, minuteMs } from '../durations.ts'
import { tagsOf } from '../render/tags.ts'
import { textsOfMessage } from '../render/variants.ts'
import type { SegmentRules } from '../rules/expand-segments.ts'
import { checkRule } from './check-rule.ts'

type ChannelNode = NodeOf<'channel'>

/** What is missing from a channel step: channel, message, subject, link, hours, and merge tags that cannot be filled. */
export function checkMessage(
  node: ChannelNode,
  { policy, segments }: Pick<Catalogue, 'policy' | 'segments'>,
): readonly Diagnostic[] {
  const at = { nodeId: node.id }
  return [
    ...(node.channel === null ? [diagnostic('CHANNEL_MISSING', { ...at, field: 'channel' })] : []),
    ...checkTexts(node, segments),
    ...checkHours(node, policy),
  ]
}

/** Merge tags of a text that name nothing or cannot be read. */
export function checkTags(
  text: string,
  at: { readonly nodeId: NodeId; readonly field: string },
): readonly Diagnostic[] {
  return tagsOf(text).problems.map((problem) =>
    problem.code === 'UNKNOWN'
      ? diagnostic('MESSAGE_TAG_UNKNOWN', at, { values: { tag: problem.text } })
      : diagnostic('MESSAGE_TAG_BROKEN', at, {
          values: { problem: problem.code, place: problem.start + 1 },
        }),
  )
}

function checkTexts(node: ChannelNode, segments: SegmentRules): readonly Diagnostic[] {
  const { message, channel } = node
  const missing = { nodeId: node.id, field: 'message.body' }
  if (!message || message.body.trim() === '') return [diagnostic('MESSAGE_MISSING', missing)]
  const wantsSubject = channel === 'email' || channel === 'letter'
  const texts = textsOfMessage(message)
  const linked = texts.some((one) =>
    [...(wantsSubject ? [one.subject] : []), one.body].some((text) =>
      tagsOf(text).tags.some((tag) => tag.name === 'link'),
    ),
  )
  return [
    ...texts.flatMap((words) => checkWords(node.id, words, wantsSubject)),
    ...(message.variants ?? []).flatMap((variant, place) =>
      checkWhom(variant, { nodeId: node.id, place }, segments),
    ),
    ...(linked && message.linkUrl === undefined
      ? [diagnostic('LINK_MISSING', { nodeId: node.id, field: 'message.linkUrl' })]
      : []),
  ]
}

function checkWords(
  nodeId: NodeId,
  words: ReturnType<typeof textsOfMessage>[number],
  wantsSubject: boolean,
): readonly Diagnostic[] {
  const body = { nodeId, field: `${words.field}.body` }
  if (words.body.trim() === '') return [diagnostic('MESSAGE_MISSING', body)]
  const subject = { nodeId, field: `${words.field}.subject` }
  return [
    ...(wantsSubject && words.subject.trim() === ''
      ? [diagnostic('SUBJECT_MISSING', subject)]
      : []),
    ...(wantsSubject ? checkTags(words.subject, subject) : []),
    ...checkTags(words.body, body),
  ]
}

function checkWhom(
  variant: MessageVariant,
  { nodeId, place }: { readonly nodeId: NodeId; readonly place: number },
  segments: SegmentRules,
): readonly Diagnostic[] {
  const at = { nodeId, field: `message.variants.${place}.for` }
  if (!variant.for) {
    const fix = { do: 'dropVariant', nodeId, place } as const
    return [diagnostic('VARIANT_FOR_MISSING', at, { fix })]
  }
  return variant.for.by === 'rule' ? checkRule(variant.for.rule, at, segments) : []
}

function checkHours(node: ChannelNode, policy: Policy): readonly Diagnostic[] {
  const at = { nodeId: node.id, field: 'sendFrom' }
  const values = { from: node.sendFrom, until: node.sendUntil }
  const hasQuiet = policy.quietFrom !== policy.quietUntil
  const [from, until] = hasQuiet ? [policy.quietUntil, policy.quietFrom] : ['08:00', '21:00']
  const fix = { do: 'setHours', nodeId: node.id, from, until } as const
  if (node.sendFrom === node.sendUntil) return [diagnostic('SEND_HOURS_EMPTY', at, { values, fix })]
  const isQuiet = policy.quietChannels.some((channel) => channel === node.channel)
  return isQuiet && liesInQuietHours(node, policy)
    ? [diagnostic('SEND_HOURS_QUIET', at, { values, fix })]
    : []
}

/** Whether the policy’s quiet hours, with their margin, leave no minute of the step’s own hours. */
function liesInQuietHours(node: ChannelNode, policy: Policy): boolean {
  const from = timeOfDayMs(node.sendFrom)
  const lengthMs = mod(timeOfDayMs(node.sendUntil) - from)
  const quietFrom = timeOfDayMs(policy.quietFrom) - minuteMs
  const quietMs = mod(timeOfDayMs(policy.quietUntil) + minuteMs - quietFrom)
  if (policy.quietFrom === policy.quietUntil) return false
  const offset = mod(from - quietFrom)
  return offset + lengthMs <= quietMs
}

function mod(timeMs: number): number {
  return ((timeMs % dayMs) + dayMs) % dayMs
}
