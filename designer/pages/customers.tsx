import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { customersQuery } from '../api/customers.ts'
import { Problem } from '../components/loaded.tsx'
import { Bones, Empty } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { CustomerTable } from './customers/customer-table.tsx'
import styles from './customers/customers.module.css'

/** All customers; typed letters find those whose id, name, e-mail or telephone begins so. */
export function CustomersPage() {
  const { t } = useTranslation('customers')
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 200)
  const customers = useInfiniteQuery(customersQuery(search))
  const rows = customers.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className={styles.page}>
      <PageHead title={t('title')}>
        <Button component={Link} to="/customers/data" variant="default">
          {t('data')}
        </Button>
        <TextInput
          className={styles.search}
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} stroke={1.8} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </PageHead>
      {customers.error && (
        <Problem error={customers.error} onRetry={() => void customers.refetch()} />
      )}
      {customers.isPending && <Bones lines={10} height={30} />}
      {customers.data && rows.length === 0 && (
        <Empty
          title={search === '' ? t('empty.title') : t('nobody', { search })}
          {...(search === '' ? { text: t('empty.text') } : {})}
        >
          {search === '' && (
            <Button component={Link} to="/customers/data">
              {t('data')}
            </Button>
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <CustomerTable
          rows={rows}
          hasMore={customers.hasNextPage}
          onMore={() => {
            if (!customers.isFetchingNextPage) void customers.fetchNextPage()
          }}
        />
      )}
    </div>
  )
}
