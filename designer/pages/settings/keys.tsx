import { Button, Modal, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKey } from '../../../schemas/api/settings.ts'
import type { Role } from '../../../schemas/role.ts'
import { createKey, keysQuery, revokeKey } from '../../api/settings.ts'
import form from '../../app/form.module.css'
import { useFormats } from '../../app/use-formats.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Problem } from '../../components/loaded.tsx'
import { LoadedTable } from '../../components/loaded-table.tsx'
import { Chip, Panel, Stack } from '../../components/page.tsx'
import { RoleSelect } from './role-select.tsx'
import styles from './settings.module.css'
import { ShownOnce } from './shown-once.tsx'

/** Keys for programs: shop, gateway, call centre, command line. */
export function Keys() {
  const { t } = useTranslation('settings')
  const keys = useQuery(keysQuery)
  const [making, setMaking] = useState(false)
  const revoking = useMutation({ mutationFn: revokeKey })
  return (
    <Stack>
      {revoking.error && <Problem error={revoking.error} />}
      <Panel
        title={t('key.title')}
        aside={
          <Button
            size="compact-md"
            leftSection={<IconPlus size={15} />}
            onClick={() => setMaking(true)}
          >
            {t('key.new')}
          </Button>
        }
      >
        <LoadedTable
          query={keys}
          label={t('key.title')}
          none={{ title: t('key.none'), text: t('key.noneText') }}
          heads={[t('key.name'), t('user.role'), t('key.used'), t('key.expires')]}
          act={t('key.revoke')}
        >
          {(key) => <KeyRow key={key.id} of={key} onRevoke={() => revoking.mutate(key.id)} />}
        </LoadedTable>
      </Panel>
      <NewKey opened={making} onClose={() => setMaking(false)} />
    </Stack>
  )
}

function KeyRow({ of, onRevoke }: { of: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation(['settings', 'words'])
  const format = useFormats()
  return (
    <tr>
      <td>
        <b>{of.name}</b>
        <div className={styles.quiet}>dasi_{of.id}_…</div>
      </td>
      <td data-label={t('user.role')}>{t(`words:role.${of.role}`)}</td>
      <td data-label={t('key.used')}>
        {of.lastUsedAt === null ? t('key.never') : format.moment(of.lastUsedAt)}
      </td>
      <td data-label={t('key.expires')}>
        {of.expiresAt === null ? t('key.noEnd') : format.day(of.expiresAt)}
      </td>
      <td data-number>
        {of.revokedAt === null ? (
          <ConfirmButton label={t('key.revoke')} question={t('key.sure')} onConfirm={onRevoke} />
        ) : (
          <Chip tone="danger">{t('key.revoked')}</Chip>
        )}
      </td>
    </tr>
  )
}

function NewKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('marketer')
  const [lastDay, setLastDay] = useState('')
  const making = useMutation({ mutationFn: createKey })
  const close = () => {
    making.reset()
    setName('')
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={t('key.new')}>
      {making.data ? (
        <div className={form.form}>
          <ShownOnce secret={making.data.key} text={t('key.made')} />
          <Button onClick={close}>{t('done')}</Button>
        </div>
      ) : (
        <form
          className={form.form}
          onSubmit={(event) => {
            event.preventDefault()
            const expiresAt = lastDay === '' ? null : new Date(`${lastDay}T23:59:59`).toISOString()
            making.mutate({ name: name.trim(), role, expiresAt })
          }}
        >
          {making.error && <Problem error={making.error} />}
          <TextInput
            label={t('key.name')}
            placeholder={t('key.example')}
            data-autofocus
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div>
            <span className={styles.label}>{t('user.role')}</span>
            <RoleSelect label={t('user.role')} value={role} onChange={setRole} />
          </div>
          <TextInput
            type="date"
            label={t('key.lastDay')}
            value={lastDay}
            onChange={(event) => setLastDay(event.currentTarget.value)}
          />
          <Button type="submit" disabled={name.trim() === ''} loading={making.isPending}>
            {t('key.create')}
          </Button>
        </form>
      )}
    </Modal>
  )
}
