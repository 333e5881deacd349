import { TagsInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Field, FieldRule } from '../../schemas/rule.ts'
import { attributesQuery, knownValuesQuery } from '../api/segments.ts'
import { type KnownKind, KnownValue } from './known-value.tsx'
import { NumberField } from './number-field.tsx'
import { Pick } from './pick.tsx'
import styles from './rules.module.css'
import { unitOf, type ValueType } from './subjects.ts'

/** What a field is compared with, by its type; known answers are offered. */
export function FieldValue(props: {
  rule: FieldRule
  type: ValueType
  onChange: (value: FieldRule['value']) => void
}) {
  const { t } = useTranslation('rules')
  const examples = useExamples(props.rule.field)
  const { rule, type, onChange } = props
  const unit = unitOf[rule.field]
  if (rule.op === 'oneOf')
    return (
      <TagsInput
        className={styles.tags}
        aria-label={t('values')}
        size="xs"
        placeholder={Array.isArray(rule.value) && rule.value.length > 0 ? '' : t('valuesHint')}
        data={examples}
        value={Array.isArray(rule.value) ? rule.value.map(String) : []}
        onChange={(values) =>
          onChange(type === 'number' ? values.map(Number).filter(Number.isFinite) : values)
        }
      />
    )
  if (type === 'number')
    return (
      <NumberField
        label={t('value')}
        value={Number(rule.value)}
        {...(unit ? { unit } : {})}
        onChange={onChange}
      />
    )
  if (type === 'boolean' || rule.field === 'gender' || rule.field === 'language') {
    const choices =
      type === 'boolean'
        ? (['true', 'false'] as const)
        : closed[rule.field === 'gender' ? 'gender' : 'language']
    return (
      <Pick<string>
        label={t('value')}
        value={String(rule.value)}
        options={choices.map((choice) => [choice, t(`choice.${choice}`)])}
        onChange={(choice) => onChange(type === 'boolean' ? choice === 'true' : choice)}
      />
    )
  }
  const known = knownOf[rule.field]
  if (known)
    return (
      <KnownValue label={t('value')} kind={known} value={String(rule.value)} onChange={onChange} />
    )
  return (
    <TextInput
      aria-label={t('value')}
      className={styles.textValue}
      size="xs"
      type={type === 'date' ? 'date' : 'text'}
      value={String(rule.value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

const knownOf: Partial<Record<Field, KnownKind>> = {
  region: 'regions',
  preferredChannel: 'purchaseChannels',
  preferredCategory: 'categories',
}

const closed = { gender: ['f', 'm'], language: ['ko', 'en'] } as const

function useExamples(field: Field): readonly string[] {
  const { data } = useQuery(attributesQuery)
  const known = knownOf[field]
  const { data: values } = useQuery({ ...knownValuesQuery(''), enabled: known !== undefined })
  if (known && known !== 'products') return values?.[known] ?? []
  return data?.find(({ key }) => `attributes.${key}` === field)?.examples ?? []
}
