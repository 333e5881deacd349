import { TagsInput } from '@mantine/core'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { setAttribution } from '../../engine/edit/update.ts'
import { type Attribution, attributionSchema } from '../../schemas/scenario.ts'
import { Pick } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import { NumberInput } from '../inspector/number-input.tsx'
import styles from './room.module.css'
import { useRoom, useScenario, useWords } from './room.ts'

const maxCodes = { products: 200, categories: 50 }

/** Which purchases count for the scenario: how long, from when, and of which products. */
export function AttributionRules() {
  const { commands } = useRoom()
  const { t } = useWords()
  const { attribution = attributionSchema.parse({}) } = useScenario()
  const set = (patch: Partial<Attribution>) =>
    commands.edit((drawing) => setAttribution(drawing, { ...attribution, ...patch }))
  return (
    <section className={styles.card} aria-label={t('attribution.title')}>
      <h3>{t('attribution.title')}</h3>
      <p className={fields.plain}>{t('attribution.text')}</p>
      <div className={fields.sentence}>
        {t('attribution.within')}
        <NumberInput
          label={t('attribution.days')}
          value={attribution.days}
          min={1}
          max={730}
          onChange={(days) => days !== null && set({ days })}
        />
        {t('attribution.daysAfter', { count: attribution.days })}
        <Pick
          label={t('attribution.since')}
          value={attribution.since}
          options={[
            ['entering', t('attribution.since_entering')],
            ['contact', t('attribution.since_contact')],
          ]}
          onChange={(since) => set({ since })}
        />
      </div>
      {(['products', 'categories'] as const).map((name) => (
        <TagsInput
          key={name}
          label={t(`attribution.${name}`)}
          placeholder={attribution[name].length === 0 ? t('attribution.every') : undefined}
          value={attribution[name]}
          maxTags={maxCodes[name]}
          maxLength={120}
          onChange={(codes) => set({ [name]: codes })}
        />
      ))}
    </section>
  )
}
