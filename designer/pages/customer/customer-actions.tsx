import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { eraseCustomer, exportCustomer } from '../../api/customers.ts'
import { useSession } from '../../api/session.ts'
import { download } from '../../components/download.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './customer.module.css'

/** What a customer may ask for: all that is kept of them, and to be forgotten. For administrators. */
export function CustomerActions({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const { role } = useSession()
  const [erasing, setErasing] = useState(false)
  const exporting = useMutation({
    mutationFn: () => exportCustomer(customer.id),
    onSuccess: (data) =>
      download(
        `${customer.externalId}.json`,
        `${JSON.stringify(data, null, 2)}\n`,
        'application/json',
      ),
  })
  if (role !== 'admin') return null
  return (
    <>
      {exporting.error && <Problem error={exporting.error} />}
      <Button variant="default" loading={exporting.isPending} onClick={() => exporting.mutate()}>
        {t('export')}
      </Button>
      {customer.erasedAt === null && (
        <Button variant="default" onClick={() => setErasing(true)}>
          {t('erase.open')}
        </Button>
      )}
      {erasing && <EraseDialog customer={customer} onClose={() => setErasing(false)} />}
    </>
  )
}

function EraseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation('customers')
  const [typed, setTyped] = useState('')
  const erasing = useMutation({
    mutationFn: () => eraseCustomer(customer.id, typed.trim()),
    onSuccess: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={t('erase.title')} size={520}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          erasing.mutate()
        }}
      >
        {erasing.error && <Problem error={erasing.error} />}
        <p>{t('erase.text')}</p>
        <TextInput
          label={t('erase.confirm', { id: customer.externalId })}
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          color="red"
          disabled={typed.trim() !== customer.externalId}
          loading={erasing.isPending}
        >
          {t('erase.do')}
        </Button>
      </form>
    </Modal>
  )
}
