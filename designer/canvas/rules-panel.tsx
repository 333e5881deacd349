import { setExitRules } from '../../engine/edit/update.ts'
import { responseKindSchema } from '../../schemas/basics.ts'
import type { ExitRule } from '../../schemas/scenario.ts'
import { Pick } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import { NumberInput } from '../inspector/number-input.tsx'
import { OrderButtons } from '../inspector/order-buttons.tsx'
import { AttributionRules } from './attribution-rules.tsx'
import { PanelHead } from './panel-head.tsx'
import styles from './room.module.css'
import { useRoom, useScenario, useWords } from './room.ts'

/** When somebody leaves the scenario wherever they stand. */
export function RulesPanel() {
  const { commands } = useRoom()
  const { t } = useWords()
  const { exitRules } = useScenario()
  const save = (rules: readonly ExitRule[]) =>
    commands.edit((drawing) => setExitRules(drawing, rules))
  const set = (index: number, patch: Partial<ExitRule>) =>
    save(exitRules.map((rule, at) => (at === index ? { ...rule, ...patch } : rule)))
  return (
    <>
      <PanelHead title={t('exitRules.title')} />
      <div className={styles.list}>
        <p className={fields.plain}>{t('exitRules.text')}</p>
        {Array.from(exitRules.entries(), ([index, rule]) => (
          <div key={index} className={styles.card}>
            <div className={fields.sentence}>
              {t('exitRules.when')}
              <Pick
                label={t('exitRules.response')}
                value={rule.response}
                options={responseKindSchema.options.map(
                  (kind) => [kind, t(`response.${kind}`)] as const,
                )}
                onChange={(response) => set(index, { response })}
              />
              <NumberInput
                label={t('exitRules.atLeast')}
                value={rule.atLeast}
                min={1}
                max={100}
                onChange={(atLeast) => atLeast !== null && set(index, { atLeast })}
              />
              {t('exitRules.times', { count: rule.atLeast })}
              <Pick
                label={t('exitRules.result')}
                value={rule.result}
                options={[
                  ['success', t('exitRules.success')],
                  ['left', t('exitRules.left')],
                ]}
                onChange={(result) => set(index, { result })}
              />
              <OrderButtons
                name={t(`response.${rule.response}`)}
                index={index}
                count={exitRules.length}
                onRemove={() => save(exitRules.filter((_, at) => at !== index))}
              />
            </div>
          </div>
        ))}
        <button
          type="button"
          className={fields.add}
          onClick={() =>
            save([...exitRules, { response: 'purchased', atLeast: 1, result: 'success' }])
          }
        >
          {t('exitRules.add')}
        </button>
        <AttributionRules />
      </div>
    </>
  )
}
