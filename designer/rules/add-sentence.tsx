import { Menu, UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { scoreModelsQuery } from '../api/scores.ts'
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
  const { data: models } = useQuery(scoreModelsQuery({ current: true }))
  const scores = (models ?? []).flatMap(({ keys }) => keys.map((key) => `scores.${key}` as const))
  const imported = Object.keys(props.attributes).map((key) => `attributes.${key}` as const)
  const groups: readonly { name: string; subjects: readonly Subject[] }[] = [
    ...subjectGroups,
    ...(scores.length > 0 ? [{ name: 'scores', subjects: scores }] : []),
    ...(imported.length > 0 ? [{ name: 'attributes', subjects: imported }] : []),
  ]
  const add = (subject: Subject) => {
    props.onAdd(
      newClause(subject, typeOf(subject, props.attributes), new Date().toISOString().slice(0, 10)),
    )
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
