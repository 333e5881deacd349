import {
  addBranch,
  removeBranch,
  renameBranch,
  reorderBranches,
} from '../../engine/edit/branches.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { portText } from '../kinds/sentences.ts'
import { Group, NameInput } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { OrderButtons, swapped } from './order-buttons.tsx'
import { RuleEditor, RuleReach } from './rule-editor.tsx'

/** Who takes which branch, by what is known of the customer: the first rule that holds. */
export function ConditionForm({ node, change }: FormProps<'condition'>) {
  const { t } = useWords()
  const { commands } = useRoom()
  const { branches } = node
  return (
    <Group label={t('conditionForm.branches')} field="branches">
      {branches.map((branch, index) => {
        const name = portText(t, node, branch.port)
        return (
          <section key={branch.port} className={styles.box} aria-label={name}>
            <div className={styles.row}>
              <NameInput
                label={t('conditionForm.label')}
                value={branch.label}
                placeholder={name}
                maxLength={60}
                canBeEmpty
                onChange={(label) =>
                  commands.edit(
                    (drawing) => renameBranch(drawing, node.id, { port: branch.port, label }),
                    `${node.id} label ${branch.port}`,
                  )
                }
              />
              <OrderButtons
                name={name}
                index={index}
                count={branches.length}
                onMove={(by) =>
                  commands.edit((drawing) =>
                    reorderBranches(
                      drawing,
                      node.id,
                      swapped(branches, index, by).map(({ port }) => port),
                    ),
                  )
                }
                onRemove={() =>
                  commands.edit((drawing) => removeBranch(drawing, node.id, branch.port))
                }
              />
            </div>
            <RuleEditor
              rule={branch.rule}
              onChange={(rule) =>
                change(
                  {
                    branches: branches.map((one) =>
                      one.port === branch.port ? { ...one, rule } : one,
                    ),
                  },
                  `rule ${branch.port}`,
                )
              }
            />
            {branch.rule && <RuleReach rule={branch.rule} />}
          </section>
        )
      })}
      <p className={styles.hint}>{t('conditionForm.else')}</p>
      <button
        type="button"
        className={styles.add}
        onClick={() => commands.edit((drawing) => addBranch(drawing, node.id))}
      >
        {t('conditionForm.add')}
      </button>
    </Group>
  )
}
