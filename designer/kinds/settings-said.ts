import type { MessageVariant } from '../../schemas/kinds/channel.ts'
import type { Reentry } from '../../schemas/kinds/segment.ts'
import type { Kind, Node, NodeOf } from '../../schemas/scenario.ts'
import { variantName } from '../inspector/variant-name.ts'
import type { Words } from './kind-view.ts'
import { changeText, durationText, entryText, letterOf, tagsNamed, waitText } from './sentences.ts'

/** One thing a setting says: what it is called, and what it is set to; an empty value: nothing. */
export type Said = readonly [label: string, value: string]

export interface Told extends Words {
  /** What the step of an id is called. */
  readonly nameOf: (id: string) => string
}

type Common = Pick<Node, 'title' | 'note' | 'maxVisits'>
type Own<K extends Kind> = Omit<NodeOf<K>, keyof Common | 'id' | 'kind' | 'next'>

/** What every setting says, field by field; a field without a sentence does not compile. */
type Sentences<Settings> = {
  readonly [F in keyof Settings]-?: (value: Settings[F], told: Told) => readonly Said[]
}

/** What all settings of a step say, by field: labels are told apart within a field. */
export function settingsSaid<K extends Kind>(
  node: NodeOf<K>,
  told: Told,
): ReadonlyMap<string, readonly Said[]> {
  const sentences = { ...common, ...own[node.kind as K] } as Sentences<Common & Own<K>>
  return new Map(
    (Object.keys(sentences) as (keyof typeof sentences & keyof NodeOf<K> & string)[]).map(
      (field) => [field, sentences[field](node[field] as never, told)],
    ),
  )
}

const common: Sentences<Common> = {
  title: (title, { t }) => [[t('inspector.title'), title]],
  note: (note = '', { t }) => [[t('step.note'), note]],
  maxVisits: (visits, { t, formats }) => [
    [t('step.maxVisits'), visits === undefined ? '' : formats.number(visits)],
  ],
}

const own: { readonly [K in Kind]: Sentences<Own<K>> } = {
  segment: {
    audience: (audience, { t, catalogue, sayRule }) => [
      [
        t('segment.which'),
        audience === null
          ? ''
          : audience.from === 'rule'
            ? sayRule(audience.rule)
            : (catalogue.segments[audience.segmentId]?.name ?? t('segment.unknown')),
      ],
    ],
    entry: (entry = { by: 'once' }, { t }) => [
      [t('entryForm.how'), entryText(t, entry) || t(`entryForm.by.${entry.by}`)],
      [t('entryForm.gather'), entry.by === 'event' ? t(`entryForm.gathers.${entry.gather}`) : ''],
    ],
    reentry: (reentry = { allow: 'never' }, told) => [
      [told.t('entryForm.return'), reentryText(reentry, told)],
    ],
  },
  offer: {
    offer: (offer, { t, formats, catalogue }) => {
      if (offer === null) return []
      if (offer.from === 'saved')
        return [[t('offer.which'), catalogue.offers[offer.offerId]?.name ?? t('changes.goneOffer')]]
      const { name, product, reward } = offer.content
      return [
        [t('offer.which'), name],
        [t('offer.product'), product],
        ...(reward === null
          ? []
          : ([
              [t('offer.rewardKind'), t(`offer.reward.${reward.kind}`)],
              [t('offer.rewardName'), reward.name],
              [t('offer.faceValue'), formats.money(reward.faceValue)],
              [t('offer.unitCost'), formats.money(reward.unitCost)],
              [
                t('offer.stockLabel'),
                reward.stock === null ? t('offer.noLimit') : formats.number(reward.stock),
              ],
              [t('offer.validLabel'), t('duration.days', { count: reward.validDays })],
            ] as const)),
      ]
    },
    soldOut: (way, { t }) => [[t('offer.soldOut'), t(`offer.soldOutWay.${way}`)]],
  },
  channel: {
    channel: (channel, { t }) => [
      [t('channelForm.which'), channel === null ? '' : t(`channel.${channel}`)],
    ],
    message: (message, told) => {
      const { t } = told
      if (message === null) return []
      return [
        [t('message.subject'), tagsNamed(t, message.subject)],
        [t('message.body'), tagsNamed(t, message.body)],
        [t('message.link'), message.linkUrl ?? ''],
        ...(message.variants ?? []).flatMap((variant, place) => variantSaid(variant, place, told)),
      ]
    },
    advertising: (is, told) => [[told.t('changes.advertising'), yesOrNo(is, told)]],
    unitCost: (cost, { t, formats }) => [[t('channelForm.unitCost'), formats.money(cost)]],
    sendFrom: (time, { t }) => [[t('channelForm.from'), time]],
    sendUntil: (time, { t }) => [[t('channelForm.until'), time]],
    expiresAfter: (duration, { t }) => [[t('channelForm.expires'), durationText(t, duration)]],
    unsent: (way, { t }) => [[t('channelForm.unsent'), t(`channelForm.unsentWay.${way}`)]],
  },
  wait: {
    until: (until, { t, formats }) => [
      [t('waitForm.wait'), until === null ? '' : waitText(t, formats, until)],
    ],
  },
  response: {
    contacts: (contacts, { t, nameOf }) => [
      [t('responseForm.contacts'), contacts.map(nameOf).join(', ')],
    ],
    outcomes: (outcomes, { t }) => [
      [
        t('responseForm.outcomes'),
        outcomes
          .map(
            ({ response, leave }) => `${t(`response.${response}`)} (${t(`responseForm.${leave}`)})`,
          )
          .join(', '),
      ],
    ],
    window: (duration, { t }) => [[t('responseForm.window'), durationText(t, duration)]],
  },
  condition: {
    branches: (branches, { t, sayRule }) =>
      branches.map(({ label, rule }, place) => [
        t('port.branch', { letter: letterOf(place) }),
        [label, rule === null ? '' : sayRule(rule)].filter(Boolean).join(': '),
      ]),
  },
  experiment: {
    arms: (arms, { t, formats }) =>
      arms.map(({ label, share, holdOut }, place) => [
        t('port.arm', { letter: letterOf(place) }),
        [
          `${label} ${formats.percent(share / 100)}`.trim(),
          ...(holdOut ? [t('experimentForm.holdOut')] : []),
        ].join(', '),
      ]),
  },
  call: {
    purpose: (purpose, { t }) => [[t('callForm.purpose'), t(`call.purpose.${purpose}`)]],
    script: (script, { t }) => [[t('callForm.script'), tagsNamed(t, script)]],
    attempts: (attempts, { t, formats }) => [[t('callForm.attempts'), formats.number(attempts)]],
    retryAfter: (duration, { t }) => [[t('callForm.retryAfter'), durationText(t, duration)]],
    within: (duration, { t }) => [[t('callForm.within'), durationText(t, duration)]],
    advertising: (is, told) => [[told.t('changes.advertising'), yesOrNo(is, told)]],
    unitCost: (cost, { t, formats }) => [[t('callForm.unitCost'), formats.money(cost)]],
    branches: (results, { t }) => [
      [t('callForm.branches'), results.map((result) => t(`callResult.${result}`)).join(', ')],
    ],
  },
  update: {
    changes: (changes, { t, formats }) => [
      [t('updateForm.changes'), changes.map((one) => changeText(t, formats, one)).join(', ')],
    ],
  },
  goal: {},
  exit: {},
}

function variantSaid(variant: MessageVariant, place: number, told: Told): readonly Said[] {
  const { t } = told
  const part = (name: string) =>
    t('changes.ofVariant', { what: name, nth: told.formats.number(place + 1) })
  return [
    [part(t('variant.whom')), variantName(variant, told)],
    [part(t('message.subject')), tagsNamed(t, variant.subject)],
    [part(t('message.body')), tagsNamed(t, variant.body)],
  ]
}

function reentryText(reentry: Reentry, { t }: Told): string {
  return reentry.allow === 'afterDays'
    ? t('changes.reentryAfter', { count: reentry.days })
    : t(`entryForm.returns.${reentry.allow}`)
}

function yesOrNo(is: boolean, { t }: Told): string {
  return t(is ? 'changes.yes' : 'changes.no')
}
