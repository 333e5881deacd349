import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../schemas/role.ts'
import { createUser } from '../../api/settings.ts'
import form from '../../app/form.module.css'
import { Problem } from '../../components/loaded.tsx'
import { RoleSelect } from './role-select.tsx'
import styles from './settings.module.css'
import { ShownOnce } from './shown-once.tsx'

/** A colleague gets a one-time password, shown here this once. */
export function NewUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('marketer')
  const making = useMutation({ mutationFn: createUser })
  const close = () => {
    making.reset()
    setName('')
    setEmail('')
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={t('user.new')}>
      {making.data ? (
        <div className={form.form}>
          <ShownOnce
            secret={making.data.oneTimePassword}
            text={t('user.made', { name: making.data.user.name })}
          />
          <Button onClick={close}>{t('done')}</Button>
        </div>
      ) : (
        <form
          className={form.form}
          onSubmit={(event) => {
            event.preventDefault()
            making.mutate({ name: name.trim(), email: email.trim(), role })
          }}
        >
          {making.error && <Problem error={making.error} />}
          <TextInput
            label={t('user.name')}
            data-autofocus
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('user.email')}
            type="email"
            maxLength={200}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <div>
            <span className={styles.label}>{t('user.role')}</span>
            <RoleSelect label={t('user.role')} value={role} onChange={setRole} />
          </div>
          <Button
            type="submit"
            disabled={name.trim() === '' || email.trim() === ''}
            loading={making.isPending}
          >
            {t('user.create')}
          </Button>
        </form>
      )}
    </Modal>
  )
}
