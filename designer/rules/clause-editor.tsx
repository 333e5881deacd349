import { useTranslation } from 'react-i18next'
import { channels } from '../../schemas/basics.ts'
import type { FieldRule } from '../../schemas/rule.ts'
import { FieldValue } from './field-value.tsx'
import { NumberField } from './number-field.tsx'
import { MemberSentence, ResponsesSentence } from './other-sentences.tsx'
import { Pick } from './pick.tsx'
import { PurchaseParts } from './purchase-parts.tsx'
import { PurchaseWindow } from './purchase-window.tsx'
import styles from './rules.module.css'
import { Sentence } from './sentence.tsx'
import {
  compared,
  comparisonOf,
  comparisonsOf,
  subjectOf,
  typeOf,
  unitOf,
  type ValueType,
} from './subjects.ts'
import type { ClauseRule } from './tree.ts'
import { useSubjectName } from './use-subject-name.ts'

/** One sentence. Its parts stand in the order of the reader's language. */
export function ClauseEditor(props: {
  rule: ClauseRule
  attributes: Readonly<Record<string, ValueType>>
  onChange: (rule: ClauseRule) => void
}) {
  const { rule, onChange } = props
  switch (rule.type) {
    case 'consent':
    case 'reachable':
      return <ChannelSentence rule={rule} onChange={onChange} />
    case 'responses':
      return <ResponsesSentence rule={rule} onChange={onChange} />
    case 'segment':
    case 'list':
      return <MemberSentence rule={rule} onChange={onChange} />
    case 'purchases':
      return <PurchaseSentence rule={rule} onChange={onChange} />
    case 'field':
      return <FieldSentence rule={rule} onChange={onChange} attributes={props.attributes} />
  }
}

function FieldSentence(props: {
  rule: FieldRule
  attributes: Readonly<Record<string, ValueType>>
  onChange: (rule: ClauseRule) => void
}) {
  const { t } = useTranslation('rules')
  const nameOf = useSubjectName()
  const { rule, onChange } = props
  const type = typeOf(rule.field, props.attributes)
  const comparison = (
    <Pick
      label={t('comparison')}
      value={comparisonOf(rule)}
      options={comparisonsOf[type].map((op) => [op, t(`op.${type}.${op}`)])}
      onChange={(op) => onChange(compared(rule, op, emptyOf(type)))}
    />
  )
  const value = rule.op !== 'exists' && (
    <FieldValue rule={rule} type={type} onChange={(next) => onChange({ ...rule, value: next })} />
  )
  return <Sentence subject={nameOf(rule.field)} comparison={comparison} value={value || null} />
}

function PurchaseSentence(props: {
  rule: Extract<ClauseRule, { type: 'purchases' }>
  onChange: (rule: ClauseRule) => void
}) {
  const { t } = useTranslation('rules')
  const nameOf = useSubjectName()
  const { rule, onChange } = props
  const unit = unitOf[subjectOf(rule)]
  return (
    <Sentence
      before={
        <>
          <PurchaseWindow rule={rule} onChange={onChange} />
          <PurchaseParts rule={rule} onChange={onChange} />
        </>
      }
      subject={nameOf(subjectOf(rule))}
      comparison={
        <Pick
          label={t('comparison')}
          value={rule.op}
          options={(['atLeast', 'atMost'] as const).map((op) => [op, t(`op.number.${op}`)])}
          onChange={(op) => onChange({ ...rule, op })}
        />
      }
      value={
        <NumberField
          label={t('value')}
          value={rule.value}
          {...(unit ? { unit } : {})}
          onChange={(value) => onChange({ ...rule, value })}
        />
      }
    />
  )
}

/** What holds of a customer on a channel: consent, or that something can reach them there. */
function ChannelSentence(props: {
  rule: Extract<ClauseRule, { type: 'consent' | 'reachable' }>
  onChange: (rule: ClauseRule) => void
}) {
  const { t } = useTranslation(['rules', 'words'])
  const { rule, onChange } = props
  const isConsent = rule.type === 'consent'
  const holds = isConsent ? rule.given : rule.reachable
  const say = (word: 'subject' | 'yes' | 'no') =>
    isConsent ? t(`consent.${word}`) : t(`reachable.${word}`)
  return (
    <p className={styles.sentence}>
      <Pick
        label={t('channelLabel')}
        value={rule.channel}
        options={channels.map((channel) => [channel, t(`words:channel.${channel}`)])}
        onChange={(channel) => onChange({ ...rule, channel })}
      />
      <span>{say('subject')}</span>
      <Pick
        label={t('comparison')}
        value={holds ? 'yes' : 'no'}
        options={(['yes', 'no'] as const).map((answer) => [answer, say(answer)])}
        onChange={(answer) =>
          onChange(
            isConsent
              ? { ...rule, given: answer === 'yes' }
              : { ...rule, reachable: answer === 'yes' },
          )
        }
      />
    </p>
  )
}

function emptyOf(type: ValueType) {
  switch (type) {
    case 'number':
      return 0
    case 'boolean':
      return true
    case 'date':
      return new Date().toISOString().slice(0, 10)
    case 'text':
      return ''
  }
}
