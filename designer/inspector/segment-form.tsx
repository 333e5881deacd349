import { useQuery } from '@tanstack/react-query'
import { saveSegment, segmentsQuery } from '../api/segments.ts'
import { useWords } from '../canvas/room.ts'
import { EntryForm } from './entry-form.tsx'
import { Alternatives, Field, Group } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import { ungiven } from './given-title.ts'
import styles from './inspector.module.css'
import { RuleEditor, RuleReach } from './rule-editor.tsx'
import { SaveAs } from './save-as.tsx'

/** Who takes part: a saved segment, or a rule made here, with its count as it is changed. */
export function SegmentForm({ node, change }: FormProps<'segment'>) {
  const { t, formats, catalogue } = useWords()
  const { data: saved } = useQuery(segmentsQuery)
  const { audience } = node
  const chosen = audience?.from === 'saved' ? audience.segmentId : ''
  const ruleOfSaved = catalogue.segments[chosen]?.rule
  const options = saved ?? []
  const names = options.map(({ name }) => name)
  return (
    <>
      <Alternatives
        label={t('segment.how')}
        value={audience?.from ?? 'saved'}
        options={[
          ['saved', t('segment.saved')],
          ['rule', t('segment.made')],
        ]}
        onChange={(from) =>
          change(
            {
              audience:
                from === 'rule' ? { from, rule: ruleOfSaved ?? { type: 'everyone' } } : null,
            },
            'audience',
          )
        }
      />
      {audience?.from === 'rule' ? (
        <Group label={t('segment.rule')} field="audience">
          <RuleEditor
            rule={audience.rule}
            onChange={(rule) => change({ audience: { from: 'rule', rule } }, 'audience')}
          />
          <RuleReach rule={audience.rule} />
          <SaveAs
            suggested={node.title}
            save={async (name) => {
              const { id } = await saveSegment(null, { name, rule: audience.rule })
              change({ audience: { from: 'saved', segmentId: id } }, '')
            }}
          />
        </Group>
      ) : (
        <Field label={t('segment.which')} field="audience">
          {(control) => (
            <select
              {...control}
              className={styles.select}
              value={chosen}
              onChange={(event) => {
                const segmentId = event.currentTarget.value
                change(
                  {
                    audience: segmentId ? { from: 'saved', segmentId } : null,
                    ...ungiven(node, names),
                  },
                  'audience',
                )
              }}
            >
              <option value="">{t('todo.segment')}</option>
              {chosen && !options.some(({ id }) => id === chosen) && (
                <option value={chosen}>
                  {catalogue.segments[chosen]?.name ?? t('segment.unknown')}
                </option>
              )}
              {options.map(({ id, name, size }) => (
                <option key={id} value={id}>
                  {size === null ? name : `${name} (${formats.number(size)})`}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {audience?.from === 'saved' && ruleOfSaved && <RuleReach rule={ruleOfSaved} />}
      <EntryForm node={node} change={change} />
    </>
  )
}
