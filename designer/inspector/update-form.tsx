import type { Change } from '../../schemas/kinds/update.ts'
import { useWords } from '../canvas/room.ts'
import { changeText } from '../kinds/sentences.ts'
import { Group, NameInput, Pick } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { NumberInput } from './number-input.tsx'
import { OrderButtons } from './order-buttons.tsx'

/** What is written into the profile of everybody who passes. */
export function UpdateForm({ node, change }: FormProps<'update'>) {
  const { t, formats } = useWords()
  const { changes } = node
  const set = (index: number, next: Change, field: string) =>
    change({ changes: changes.map((one, at) => (at === index ? next : one)) }, field)
  return (
    <Group label={t('updateForm.changes')} field="changes">
      {Array.from(changes.entries(), ([index, one]) => (
        <div key={index} className={styles.box}>
          <div className={styles.sentence}>
            <Pick
              label={t('updateForm.what')}
              value={one.op}
              options={(['set', 'clear', 'addPoints'] as const).map(
                (op) => [op, t(`updateForm.op.${op}`)] as const,
              )}
              onChange={(op) => set(index, startOf(op), '')}
            />
            {one.op !== 'addPoints' && (
              <AttributeInput
                value={one.attribute}
                onChange={(attribute) => set(index, { ...one, attribute }, `attribute ${index}`)}
              />
            )}
            {one.op === 'set' && (
              <NameInput
                className={styles.inlineText}
                label={t('updateForm.value')}
                value={String(one.value)}
                maxLength={200}
                onChange={(value) =>
                  set(index, { ...one, value: readValue(value) }, `value ${index}`)
                }
              />
            )}
            {one.op === 'addPoints' && (
              <NumberInput
                label={t('updateForm.points')}
                value={one.points}
                min={-1e9}
                max={1e9}
                onChange={(points) =>
                  points !== null && set(index, { ...one, points }, `points ${index}`)
                }
              />
            )}
            <OrderButtons
              name={changeText(t, formats, one)}
              index={index}
              count={changes.length}
              onRemove={() => change({ changes: changes.filter((_, at) => at !== index) }, '')}
            />
          </div>
        </div>
      ))}
      <button
        type="button"
        className={styles.add}
        onClick={() => change({ changes: [...changes, startOf('set')] }, '')}
      >
        {t('updateForm.add')}
      </button>
    </Group>
  )
}

function AttributeInput(props: { value: string; onChange: (value: string) => void }) {
  const { t } = useWords()
  return (
    <NameInput
      className={styles.inlineText}
      label={t('updateForm.attribute')}
      value={props.value}
      maxLength={40}
      onChange={(typed) => /^[a-z][a-zA-Z0-9_]{0,39}$/.test(typed) && props.onChange(typed)}
    />
  )
}

function startOf(op: Change['op']): Change {
  switch (op) {
    case 'set':
      return { op, attribute: 'campaign', value: 'yes' }
    case 'clear':
      return { op, attribute: 'campaign' }
    case 'addPoints':
      return { op, points: 1000 }
  }
}

/** Numbers and truth values are stored as such, so that rules can compare them. */
function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : text
}
