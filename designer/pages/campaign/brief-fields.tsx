import { NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { useTranslation } from 'react-i18next'
import { channels } from '../../../schemas/basics.ts'
import type { Brief } from '../../../schemas/brief.ts'
import styles from './campaign.module.css'
import type { BriefDraft } from './use-brief-draft.ts'

const programmes = ['winback', 'upsell', 'loyalty', 'churn', 'other'] as const

export function BasicFields({ draft }: { draft: BriefDraft }) {
  const { t } = useTranslation(['campaign', 'campaigns'])
  const { brief, set } = draft
  return (
    <div className={styles.sheet}>
      <TextInput
        label={t('campaigns:name')}
        required
        maxLength={120}
        value={draft.name}
        onChange={(event) => draft.setName(event.currentTarget.value)}
      />
      <Select
        label={t('field.programme')}
        data={programmes.map((value) => ({ value, label: t(`campaigns:programme.${value}`) }))}
        value={brief.programme}
        onChange={(value) => {
          const programme = programmes.find((name) => name === value)
          if (programme) set({ programme })
        }}
      />
      <TextInput
        className={styles.full}
        label={t('field.topic')}
        maxLength={120}
        value={brief.topic}
        onChange={(event) => set({ topic: event.currentTarget.value })}
      />
      <Textarea
        className={styles.full}
        label={t('field.purpose')}
        autosize
        minRows={2}
        maxLength={2000}
        value={brief.purpose}
        onChange={(event) => set({ purpose: event.currentTarget.value })}
      />
      <Textarea
        className={styles.full}
        label={t('field.description')}
        autosize
        minRows={3}
        maxLength={4000}
        value={brief.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <TextInput
        label={t('field.ownerDepartment')}
        maxLength={120}
        value={brief.ownerDepartment}
        onChange={(event) => set({ ownerDepartment: event.currentTarget.value })}
      />
      <TagsInput
        label={t('field.relatedDepartments')}
        description={t('field.tagsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxTags={20}
        value={brief.relatedDepartments}
        onChange={(relatedDepartments) => set({ relatedDepartments })}
      />
    </div>
  )
}

export function MeansFields({ draft }: { draft: BriefDraft }) {
  const { t } = useTranslation(['campaign', 'words'])
  const { brief, set } = draft
  return (
    <div className={styles.sheet}>
      <AmountField
        label={t('field.budget')}
        of={brief.budget}
        onChange={(budget) => set({ budget })}
      />
      <AmountField
        label={t('field.targetSize')}
        of={brief.targetSize}
        onChange={(size) => set({ targetSize: size === null ? null : Math.round(size) })}
      />
      <div className={styles.pair}>
        <DayField
          label={t('field.startsOn')}
          of={brief.startsOn}
          onChange={(startsOn) => set({ startsOn })}
        />
        <DayField
          label={t('field.endsOn')}
          of={brief.endsOn}
          onChange={(endsOn) => set({ endsOn })}
        />
      </div>
      <TagsInput
        label={t('field.rewardsAllowed')}
        description={t('field.tagsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxTags={20}
        value={brief.rewardsAllowed}
        onChange={(rewardsAllowed) => set({ rewardsAllowed })}
      />
      <fieldset className={styles.checks}>
        <legend className={styles.legend}>{t('field.channels')}</legend>
        {channels.map((channel) => (
          <label key={channel} className={styles.check}>
            <input
              type="checkbox"
              checked={brief.channels.includes(channel)}
              onChange={(event) =>
                set({ channels: toggled(brief, channel, event.currentTarget.checked) })
              }
            />
            {t(`words:channel.${channel}`)}
          </label>
        ))}
      </fieldset>
      <div>
        <div className={styles.legend}>{t('field.weights')}</div>
        <div className={styles.weights}>
          <span>{t('field.weightReward', { percent: brief.weights.reward })}</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            aria-label={t('field.weights')}
            value={brief.weights.reward}
            onChange={(event) => {
              const reward = Number(event.currentTarget.value)
              set({ weights: { reward, channel: 100 - reward } })
            }}
          />
          <span>{t('field.weightChannel', { percent: brief.weights.channel })}</span>
        </div>
      </div>
    </div>
  )
}

export function GoalFields({ draft }: { draft: BriefDraft }) {
  const { t } = useTranslation('campaign')
  const { goals } = draft.brief
  const set = (part: Partial<Brief['goals']>) => draft.set({ goals: { ...goals, ...part } })
  return (
    <div className={styles.sheet}>
      <div className={styles.pair}>
        <AmountField
          label={t('field.responseRate')}
          of={goals.responseRate}
          max={100}
          onChange={(responseRate) => set({ responseRate })}
        />
        <AmountField
          label={t('field.wonBackRate')}
          of={goals.wonBackRate}
          max={100}
          onChange={(wonBackRate) => set({ wonBackRate })}
        />
      </div>
      <AmountField label={t('field.sales')} of={goals.sales} onChange={(sales) => set({ sales })} />
    </div>
  )
}

function AmountField(props: {
  label: string
  of: number | null
  max?: number
  onChange: (amount: number | null) => void
}) {
  return (
    <NumberInput
      label={props.label}
      min={0}
      max={props.max ?? 1e12}
      value={props.of ?? ''}
      onChange={(value) => props.onChange(typeof value === 'number' ? value : null)}
    />
  )
}

function DayField(props: {
  label: string
  of: string | null
  onChange: (day: string | null) => void
}) {
  return (
    <TextInput
      type="date"
      label={props.label}
      value={props.of ?? ''}
      onChange={(event) => props.onChange(event.currentTarget.value || null)}
    />
  )
}

function toggled(brief: Brief, channel: Brief['channels'][number], on: boolean): Brief['channels'] {
  return channels.filter((one) => (one === channel ? on : brief.channels.includes(one)))
}
