import { Menu, UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './rules.module.css'
import { newClause, type Subject, subjectGroups, typeOf, type ValueType } from './subjects.ts'
import type { ClauseRule } from './tree.ts'
import { useSubjectName } from './use-subject-name.ts'

/** "+ condition": what the new sentence is about, in groups. */
export function AddSentence(props: {
  attributes: Readonly<Record<string, ValueType>>
  onAdd: (rule: ClauseRule) => void
}) {
  const { t } = useTranslation('rules')
  const nameOf = useSubjectName()
  const imported = Object.keys(props.attributes).map((key) => `attributes.${key}` as const)
  const groups: readonly { name: string; subjects: readonly Subject[] }[] = [
    ...subjectGroups,
    ...(imported.length > 0 ? [{ name: 'attributes', subjects: imported }] : []),
  ]
  const add = (subject: Subject) => {
    const isField = subject !== 'consent' && !subject.startsWith('purchases.')
    const type = isField
      ? typeOf(subject as Parameters<typeof typeOf>[0], props.attributes)
      : 'number'
    props.onAdd(newClause(subject, type, new Date().toISOString().slice(0, 10)))
  }
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={styles.text}>
          <IconPlus size={14} stroke={2} aria-hidden />
          {t('addSentence')}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {groups.map(({ name, subjects }) => (
          <div key={name}>
            <Menu.Label>{t(`group.${name}`)}</Menu.Label>
            {subjects.map((subject) => (
              <Menu.Item key={subject} onClick={() => add(subject)}>
                {nameOf(subject)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
