import { useMemo } from 'react'
import type { Node } from '../../schemas/scenario.ts'
import { useRoom, useScenario, useWords } from '../canvas/room.ts'
import { Field } from './fields.tsx'
import styles from './inspector.module.css'
import { loopHeadsOf } from './loop-heads.ts'
import { NumberInput } from './number-input.tsx'

/** What every step has: a limit on visits where customers can return, and a remark for colleagues. */
export function StepFields({ node }: { node: Node }) {
  const { commands } = useRoom()
  const { t } = useWords()
  const scenario = useScenario()
  const isReturnedTo = useMemo(
    () => loopHeadsOf(scenario).has(node.id) || node.maxVisits !== undefined,
    [scenario, node],
  )
  return (
    <>
      {isReturnedTo && (
        <Field label={t('step.maxVisits')} field="maxVisits" hint={t('step.maxVisitsHint')}>
          {({ id }) => (
            <NumberInput
              id={id}
              label={t('step.maxVisits')}
              value={node.maxVisits ?? null}
              min={2}
              max={20}
              canBeEmpty
              onChange={(maxVisits) =>
                commands.update(node.id, { maxVisits: maxVisits ?? undefined }, 'maxVisits')
              }
            />
          )}
        </Field>
      )}
      <Field label={t('step.note')} field="note">
        {(control) => (
          <textarea
            {...control}
            className={styles.area}
            style={{ minHeight: 56 }}
            rows={2}
            maxLength={2000}
            value={node.note ?? ''}
            placeholder={t('step.noteHint')}
            onChange={(event) =>
              commands.update(node.id, { note: event.currentTarget.value || undefined }, 'note')
            }
          />
        )}
      </Field>
    </>
  )
}
