import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../../api/client.ts'
import { badCustomersQuery, type DataProblem } from '../../api/data.ts'
import { Problem } from '../../components/loaded.tsx'
import { Bones, Empty, Table } from '../../components/page.tsx'
import styles from './data.module.css'

/** Customers with something to put right, those who bought last first; to be searched, and taken away as a list. */
export function BadCustomers(props: {
  field: string
  /** What the field is called. */
  name: string
  problem: DataProblem
  onClose: () => void
}) {
  const { t } = useTranslation('data')
  const { field, name, problem, onClose } = props
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const people = useInfiniteQuery(badCustomersQuery({ field, problem, search }))
  const rows = people.data?.pages.flatMap((page) => page.items) ?? []
  const title = t(`bad.${problem}`, { field: name })
  return (
    <Modal opened onClose={onClose} title={title} size={640}>
      <div className={styles.bad}>
        <TextInput
          type="search"
          size="xs"
          aria-label={t('bad.search')}
          placeholder={t('bad.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          component="a"
          href={addressOf(`/quality/${field}/customers.csv`, { problem, search })}
          download={`${title}.csv`}
          size="compact-sm"
          variant="default"
        >
          CSV<span className="unseen"> {t('bad.take')}</span>
        </Button>
      </div>
      {people.error && <Problem error={people.error} onRetry={() => void people.refetch()} />}
      {people.isPending && <Bones lines={6} height={30} />}
      {people.data && rows.length === 0 && <Empty title={t('bad.none')} />}
      {rows.length > 0 && (
        <Table label={title}>
          <thead>
            <tr>
              <th>{t('bad.customer')}</th>
              <th>{name}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name: customer, externalId, value }) => (
              <tr key={id}>
                <td>
                  <Link to="/customers/$customer" params={{ customer: id }}>
                    {customer ?? externalId}
                  </Link>
                  {customer !== null && <small className={styles.small}>{externalId}</small>}
                </td>
                <td className={styles.badValue}>{value ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {people.hasNextPage && (
        <Button
          className={styles.badMore}
          size="compact-sm"
          variant="subtle"
          loading={people.isFetchingNextPage}
          onClick={() => void people.fetchNextPage()}
        >
          {t('bad.more')}
        </Button>
      )}
    </Modal>
  )
}
