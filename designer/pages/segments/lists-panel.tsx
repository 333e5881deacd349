import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerList } from '../../../schemas/api/segments.ts'
import { deleteList, listsQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Empty, Panel, Table } from '../../components/page.tsx'
import { ListDialog } from './list-dialog.tsx'
import styles from './segments.module.css'

/** Lists of customers from files and snapshots; segments name them. */
export function ListsPanel() {
  const { t } = useTranslation('segments')
  const lists = useQuery(listsQuery)
  const [opened, setOpened] = useState(false)
  const deleting = useMutation({ mutationFn: deleteList })
  return (
    <Panel
      title={t('list.title')}
      aside={
        <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
          {t('list.new')}
        </Button>
      }
    >
      {deleting.error && <Problem error={deleting.error} />}
      <Loaded query={lists}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('list.none')} text={t('list.noneText')} />
          ) : (
            <Lists lists={rows} onRemove={(list) => deleting.mutate(list.id)} />
          )
        }
      </Loaded>
      {opened && <ListDialog onClose={() => setOpened(false)} />}
    </Panel>
  )
}

function Lists(props: { lists: readonly CustomerList[]; onRemove: (list: CustomerList) => void }) {
  const { t } = useTranslation('segments')
  const format = useFormats()
  return (
    <Table label={t('list.title')}>
      <thead>
        <tr>
          <th>{t('list.name')}</th>
          <th>{t('list.from')}</th>
          <th data-number>{t('column.size')}</th>
          <th>{t('list.made')}</th>
          <th>
            <span className="unseen">{t('list.delete')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.lists.map((list) => (
          <tr key={list.id}>
            <td>{list.name}</td>
            <td className={styles.quiet} data-label={t('list.from')}>
              {list.segment
                ? t('list.fromSegment', { name: list.segment.name })
                : t('list.fromFile')}
            </td>
            <td data-number data-label={t('column.size')}>
              {format.number(list.customers)}
            </td>
            <td className={styles.quiet} data-label={t('list.made')}>
              {format.moment(list.createdAt)}
            </td>
            <td data-number>
              <ConfirmButton
                label={t('list.delete')}
                question={t('list.confirm', { name: list.name })}
                onConfirm={() => props.onRemove(list)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
