import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { responseKindSchema } from '../../schemas/basics.ts'
import { listsQuery, segmentsQuery } from '../api/segments.ts'
import { ContactParts } from './contact-parts.tsx'
import { NumberField } from './number-field.tsx'
import { Pick } from './pick.tsx'
import styles from './rules.module.css'
import { Sentence } from './sentence.tsx'
import { nobody } from './subjects.ts'
import type { ClauseRule } from './tree.ts'

type RuleOf<Type extends ClauseRule['type']> = Extract<ClauseRule, { type: Type }>

/** How contacts of earlier campaigns were answered. */
export function ResponsesSentence(props: {
  rule: RuleOf<'responses'>
  onChange: (rule: ClauseRule) => void
}) {
  const { t } = useTranslation('rules')
  const { rule, onChange } = props
  const days = rule.withinDays
  return (
    <Sentence
      before={
        <>
          <ContactParts rule={rule} onChange={onChange} />
          <span className={styles.window}>
            <Pick
              label={t('windowLabel')}
              value={days === undefined ? 'ever' : 'last'}
              options={(['ever', 'last'] as const).map((window) => [window, t(`window.${window}`)])}
              onChange={(window) => {
                const { withinDays: _, ...rest } = rule
                onChange(window === 'last' ? { ...rest, withinDays: 90 } : rest)
              }}
            />
            {days !== undefined && (
              <NumberField
                label={t('windowLabel')}
                value={days}
                unit="days"
                onChange={(withinDays) =>
                  onChange({ ...rule, withinDays: Math.max(1, withinDays) })
                }
              />
            )}
          </span>
        </>
      }
      subject={t('subject.responses')}
      comparison={
        <Pick
          label={t('comparison')}
          value={rule.op}
          options={(['atLeast', 'atMost'] as const).map((op) => [op, t(`op.number.${op}`)])}
          onChange={(op) => onChange({ ...rule, op })}
        />
      }
      value={
        <>
          <Pick
            label={t('responseLabel')}
            value={rule.response}
            options={(['contacted', ...responseKindSchema.options] as const).map((response) => [
              response,
              t(`response.${response}`),
            ])}
            onChange={(response) => onChange({ ...rule, response })}
          />
          <NumberField
            label={t('value')}
            value={rule.value}
            unit="times"
            onChange={(value) => onChange({ ...rule, value })}
          />
        </>
      }
    />
  )
}

/** Belonging to a saved segment, or standing on a list that was brought in. */
export function MemberSentence(props: {
  rule: RuleOf<'segment' | 'list'>
  onChange: (rule: ClauseRule) => void
}) {
  const { t } = useTranslation('rules')
  const { rule, onChange } = props
  const segments = useQuery({ ...segmentsQuery, enabled: rule.type === 'segment' })
  const lists = useQuery({ ...listsQuery, enabled: rule.type === 'list' })
  const chosen = rule.type === 'segment' ? rule.segment : rule.list
  const found = (rule.type === 'segment' ? segments.data : lists.data) ?? []
  const options = found.map(({ id, name }) => [id, name] as [string, string])
  const unknown: [string, string][] = options.some(([id]) => id === chosen)
    ? []
    : [[chosen, t(chosen === nobody ? 'choose' : 'gone')]]
  return (
    <Sentence
      subject={t(`subject.${rule.type}`)}
      value={
        <Pick
          label={t(`subject.${rule.type}`)}
          value={chosen}
          options={[...unknown, ...options]}
          onChange={(id) =>
            onChange(rule.type === 'segment' ? { ...rule, segment: id } : { ...rule, list: id })
          }
        />
      }
      comparison={
        <Pick
          label={t('comparison')}
          value={rule.member ? 'in' : 'out'}
          options={(['in', 'out'] as const).map((member) => [member, t(`member.${member}`)])}
          onChange={(member) => onChange({ ...rule, member: member === 'in' })}
        />
      }
    />
  )
}
