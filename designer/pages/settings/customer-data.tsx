import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '../../../schemas/api/customers.ts'
import { customersQuery, eraseCustomer, exportCustomer } from '../../api/customers.ts'
import { download } from '../../components/download.ts'
import { Problem } from '../../components/loaded.tsx'
import { Chip, Panel } from '../../components/page.tsx'
import styles from './settings.module.css'

const searchesFrom = 2
const shownMax = 6

/** What the law gives every customer: all that is kept of them, and being erased. */
export function CustomerData() {
  const { t } = useTranslation('settings')
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 250)
  const enabled = search.length >= searchesFrom
  const { data, error } = useInfiniteQuery({ ...customersQuery(search), enabled })
  const found = enabled ? (data?.pages[0]?.items ?? []).slice(0, shownMax) : []
  return (
    <Panel title={t('data.title')}>
      <p className={styles.lead}>{t('data.lead')}</p>
      <TextInput
        type="search"
        label={t('data.find')}
        maxLength={120}
        maw={420}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error && <Problem error={error} />}
      {enabled && data && found.length === 0 && <p className={styles.hint}>{t('data.none')}</p>}
      <ul className={styles.found}>
        {found.map((customer) => (
          <One key={customer.id} customer={customer} />
        ))}
      </ul>
    </Panel>
  )
}

function One({ customer }: { customer: CustomerRow }) {
  const { t } = useTranslation('settings')
  const [confirm, setConfirm] = useState<string | null>(null)
  const { id, externalId } = customer
  const name = customer.name ?? externalId
  const exporting = useMutation({
    mutationFn: () => exportCustomer(id),
    onSuccess: (all) =>
      download(`${externalId}.json`, JSON.stringify(all, null, 2), 'application/json'),
  })
  const erasing = useMutation({ mutationFn: () => eraseCustomer(id, externalId) })
  const problem = exporting.error ?? erasing.error
  return (
    <li>
      <div className={styles.person}>
        <span>
          <Link to="/customers/$customer" params={{ customer: id }}>
            {name}
          </Link>{' '}
          <span className={styles.quiet}>{externalId}</span>
        </span>
        {erasing.isSuccess ? (
          <Chip tone="ok">{t('data.erased')}</Chip>
        ) : (
          <>
            <Button
              variant="default"
              size="compact-sm"
              loading={exporting.isPending}
              onClick={() => exporting.mutate()}
            >
              {t('data.export')}
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              aria-expanded={confirm !== null}
              onClick={() => setConfirm(confirm === null ? '' : null)}
            >
              {t('data.erase')}
            </Button>
          </>
        )}
      </div>
      {problem && <Problem error={problem} />}
      {confirm !== null && !erasing.isSuccess && (
        <form
          className={styles.erase}
          onSubmit={(event) => {
            event.preventDefault()
            erasing.mutate()
          }}
        >
          <TextInput
            label={t('data.confirm', { id: externalId })}
            description={t('data.confirmText', { name })}
            maxLength={80}
            autoComplete="off"
            value={confirm}
            onChange={(event) => setConfirm(event.currentTarget.value)}
          />
          <Button
            type="submit"
            color="red"
            disabled={confirm !== externalId}
            loading={erasing.isPending}
          >
            {t('data.eraseNow')}
          </Button>
        </form>
      )}
    </li>
  )
}
