import { addBranch, removeBranch, renameBranch } from '../../engine/edit/branches.ts'
import { evenShares } from '../../engine/edit/shares.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { portText } from '../kinds/sentences.ts'
import { Group, NameInput, Tick } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { NumberInput } from './number-input.tsx'
import { OrderButtons } from './order-buttons.tsx'
import { useAudience } from './samples.ts'

/** The arms of a test, their shares, and which of them is only observed. */
export function ExperimentForm({ node, change }: FormProps<'experiment'>) {
  const { t, formats } = useWords()
  const { commands } = useRoom()
  const audience = useAudience()
  const { arms } = node
  const sum = Math.round(arms.reduce((total, { share }) => total + share, 0) * 10) / 10
  const set = (port: string, patch: Partial<NodeOf<'experiment'>['arms'][number]>, field: string) =>
    change({ arms: arms.map((arm) => (arm.port === port ? { ...arm, ...patch } : arm)) }, field)
  return (
    <Group label={t('experimentForm.arms')} field="arms">
      {arms.map((arm, index) => {
        const name = portText(t, node, arm.port)
        return (
          <section key={arm.port} className={styles.box} aria-label={name}>
            <div className={styles.row}>
              <NameInput
                label={t('experimentForm.label')}
                value={arm.label}
                placeholder={name}
                maxLength={60}
                canBeEmpty
                onChange={(label) =>
                  commands.edit(
                    (drawing) => renameBranch(drawing, node.id, { port: arm.port, label }),
                    `${node.id} label ${arm.port}`,
                  )
                }
              />
              <NumberInput
                label={t('experimentForm.share', { name })}
                value={arm.share}
                min={0}
                max={100}
                decimals
                onChange={(share) =>
                  share !== null && set(arm.port, { share }, `share ${arm.port}`)
                }
              />
              %
              <OrderButtons
                name={name}
                index={index}
                count={arms.length}
                onRemove={() =>
                  commands.edit((drawing) => removeBranch(drawing, node.id, arm.port))
                }
              />
            </div>
            <div className={styles.between}>
              <Tick checked={arm.holdOut} onChange={(holdOut) => set(arm.port, { holdOut }, '')}>
                {t('experimentForm.holdOut')}
              </Tick>
              {audience && (
                <span className={styles.quiet}>
                  {t('experimentForm.about', {
                    people: formats.number(Math.round((audience.count * arm.share) / 100)),
                  })}
                </span>
              )}
            </div>
          </section>
        )
      })}
      <div className={styles.between}>
        <button
          type="button"
          className={styles.add}
          onClick={() => commands.edit((drawing) => addBranch(drawing, node.id))}
        >
          {t('experimentForm.add')}
        </button>
        <button
          type="button"
          className={styles.small}
          onClick={() => change({ arms: evenShares(arms) }, '')}
        >
          {t('experimentForm.even')}
        </button>
        <span className={styles.sum} data-wrong={sum !== 100 || undefined}>
          {t('experimentForm.sum', { sum: formats.decimal(sum) })}
        </span>
      </div>
    </Group>
  )
}
