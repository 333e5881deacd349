import { UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AddSentence } from './add-sentence.tsx'
import { ClauseEditor } from './clause-editor.tsx'
import { Pick } from './pick.tsx'
import styles from './rules.module.css'
import type { ValueType } from './subjects.ts'
import { clause, type Group, group, isGroup, replaced } from './tree.ts'

/** The API refuses rules that nest deeper. */
const depthMax = 4

/** "All of these hold: …", with its sentences and the groups inside. */
export function GroupEditor(props: {
  group: Group
  onChange: (group: Group) => void
  onRemove?: () => void
  attributes: Readonly<Record<string, ValueType>>
  depth: number
}) {
  const { t } = useTranslation('rules')
  const { group: whole, onChange, attributes, depth } = props
  const put = (key: string, next: Parameters<typeof replaced>[2]) =>
    onChange(replaced(whole, key, next))
  const append = (item: Group['items'][number]) =>
    onChange({ ...whole, items: [...whole.items, item] })
  return (
    <section className={styles.group} data-depth={depth} aria-label={t(`join.${whole.join}`)}>
      <div className={styles.head}>
        {whole.items.length === 0 && depth === 0 ? (
          <span className={styles.everyone}>{t('everyone')}</span>
        ) : (
          <Pick
            label={t('joinLabel')}
            value={whole.join}
            options={(['all', 'any', 'none'] as const).map((join) => [join, t(`join.${join}`)])}
            onChange={(join) => onChange({ ...whole, join })}
          />
        )}
        {props.onRemove && <RemoveButton label={t('removeGroup')} onClick={props.onRemove} />}
      </div>
      <ul className={styles.items}>
        {whole.items.map((item) => (
          <li key={item.key}>
            {isGroup(item) ? (
              <GroupEditor
                {...props}
                group={item}
                depth={depth + 1}
                onChange={(next) => put(item.key, next)}
                onRemove={() => put(item.key, null)}
              />
            ) : (
              <div className={styles.row}>
                <ClauseEditor
                  rule={item.clause}
                  attributes={attributes}
                  onChange={(next) => put(item.key, { ...item, clause: next })}
                />
                <RemoveButton label={t('removeSentence')} onClick={() => put(item.key, null)} />
              </div>
            )}
          </li>
        ))}
      </ul>
      <div className={styles.add}>
        <AddSentence attributes={attributes} onAdd={(rule) => append(clause(rule))} />
        {depth + 1 < depthMax && whole.items.length > 0 && (
          <UnstyledButton
            className={styles.text}
            onClick={() => append(group(otherJoin(whole), []))}
          >
            {t('addGroup')}
          </UnstyledButton>
        )}
      </div>
    </section>
  )
}

function otherJoin({ join }: Group): Group['join'] {
  return join === 'all' ? 'any' : 'all'
}

function RemoveButton(props: { label: string; onClick: () => void }) {
  return (
    <UnstyledButton
      className={styles.remove}
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <IconX size={15} stroke={1.8} aria-hidden />
    </UnstyledButton>
  )
}
