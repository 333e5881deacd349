import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldSchema } from '../../../schemas/rule.ts'
import { scoreModelsQuery } from '../../api/scores.ts'
import { attributesQuery } from '../../api/segments.ts'
import { subjectGroups, typeOf } from '../../rules/subjects.ts'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import styles from './analysis.module.css'
import { type AxisChoice, fieldChoice, isMark } from './axis-choice.ts'

/** What an axis divides by, and where its bands begin. */
export function AxisEditor(props: {
  label: string
  axis: AxisChoice
  onChange: (axis: AxisChoice) => void
}) {
  const { t } = useTranslation('analysis')
  const { axis, onChange } = props
  const { groups, typeFor } = useFields()
  return (
    <div className={styles.axis}>
      <NativeSelect
        label={props.label}
        data={[
          {
            group: t('ready.group'),
            items: (['loyalty', 'response'] as const).map((value) => ({
              value,
              label: t(`ready.${value}`),
            })),
          },
          ...groups,
        ]}
        value={axis.by === 'field' ? axis.field : axis.by}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          if (chosen === 'loyalty' || chosen === 'response') return onChange({ by: chosen })
          const field = fieldSchema.safeParse(chosen)
          if (field.success) onChange(fieldChoice(field.data, typeFor(field.data)))
        }}
      />
      {axis.by === 'field' && axis.type === 'number' && !isMark(axis.field) && (
        <>
          <CutsInput
            key={axis.field}
            cuts={axis.cuts}
            onChange={(cuts) => onChange({ ...axis, cuts })}
          />
          {axis.cuts.length === 0 && (
            <NumberInput
              label={t('groups')}
              min={2}
              max={10}
              allowDecimal={false}
              value={axis.groups}
              onChange={(groups) =>
                typeof groups === 'number' && onChange({ ...axis, groups: Math.max(2, groups) })
              }
            />
          )}
        </>
      )}
    </div>
  )
}

/** Numbers with blanks or commas between; what does not ascend is said at once and not passed on. */
function CutsInput(props: {
  cuts: readonly number[]
  onChange: (cuts: readonly number[]) => void
}) {
  const { t } = useTranslation('analysis')
  const [typed, setTyped] = useState(props.cuts.join(', '))
  const cuts = typed
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number)
  const wrong = cuts.some(
    (cut, i) => !Number.isFinite(cut) || (i > 0 && cut <= (cuts[i - 1] ?? cut)),
  )
  return (
    <TextInput
      label={t('cuts')}
      placeholder={t('cutsHint')}
      error={wrong || cuts.length > 19 ? t('cutsWrong') : null}
      value={typed}
      onChange={(event) => {
        const text = event.currentTarget.value
        setTyped(text)
        const next = text
          .split(/[\s,;]+/)
          .filter(Boolean)
          .map(Number)
        const ascends = next.every(
          (cut, i) => Number.isFinite(cut) && (i === 0 || cut > (next[i - 1] ?? cut)),
        )
        if (ascends && next.length <= 19) props.onChange(next)
      }}
    />
  )
}

/** Every field that can divide customers, as the builder groups them. */
function useFields() {
  const { t } = useTranslation('rules')
  const nameOf = useSubjectName()
  const attributes = useQuery(attributesQuery).data ?? []
  const models = useQuery(scoreModelsQuery({ current: true })).data ?? []
  const types = Object.fromEntries(attributes.map(({ key, type }) => [key, type]))
  const scores = models.flatMap(({ keys }) => keys.map((key) => `scores.${key}`))
  const imported = attributes.map(({ key }) => `attributes.${key}`)
  const groups = [
    ...subjectGroups
      .filter(({ name }) => name === 'behaviour' || name === 'profile')
      .map(({ name, subjects }) => ({
        name,
        fields: subjects.filter((one) => !one.endsWith('At')) as readonly string[],
      })),
    { name: 'scores', fields: scores },
    { name: 'attributes', fields: imported },
  ]
  return {
    groups: groups
      .filter(({ fields }) => fields.length > 0)
      .map(({ name, fields }) => ({
        group: t(`group.${name}`),
        items: fields.map((value) => ({ value, label: nameOf(fieldSchema.parse(value)) })),
      })),
    typeFor: (field: Parameters<typeof typeOf>[0]) => typeOf(field, types),
  }
}
