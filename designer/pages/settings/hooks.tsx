import { Button, Modal, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createHook, hooksQuery, revokeHook } from '../../api/settings.ts'
import form from '../../app/form.module.css'
import { useFormats } from '../../app/use-formats.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Problem } from '../../components/loaded.tsx'
import { LoadedTable } from '../../components/loaded-table.tsx'
import { Chip, Panel, Stack } from '../../components/page.tsx'
import styles from './settings.module.css'
import { ShownOnce } from './shown-once.tsx'

/** Providers that report receipts, bounces and purchases by signed posts. */
export function Hooks() {
  const { t } = useTranslation('settings')
  const format = useFormats()
  const hooks = useQuery(hooksQuery)
  const [making, setMaking] = useState(false)
  const revoking = useMutation({ mutationFn: revokeHook })
  return (
    <Stack>
      {revoking.error && <Problem error={revoking.error} />}
      <Panel
        title={t('hook.title')}
        aside={
          <Button
            size="compact-md"
            leftSection={<IconPlus size={15} />}
            onClick={() => setMaking(true)}
          >
            {t('hook.new')}
          </Button>
        }
      >
        <p className={styles.lead}>{t('hook.lead')}</p>
        <LoadedTable
          query={hooks}
          label={t('hook.title')}
          none={{ title: t('hook.none'), text: t('hook.noneText') }}
          heads={[t('hook.name'), t('hook.address'), t('user.since')]}
          act={t('key.revoke')}
        >
          {(hook) => (
            <tr key={hook.id}>
              <td>
                <b>{hook.name}</b>
              </td>
              <td data-label={t('hook.address')}>
                <code>/api/v1/hooks/{hook.name}</code>
              </td>
              <td data-label={t('user.since')}>{format.day(hook.createdAt)}</td>
              <td data-number>
                {hook.revokedAt === null ? (
                  <ConfirmButton
                    label={t('key.revoke')}
                    question={t('key.sure')}
                    onConfirm={() => revoking.mutate(hook.id)}
                  />
                ) : (
                  <Chip tone="danger">{t('key.revoked')}</Chip>
                )}
              </td>
            </tr>
          )}
        </LoadedTable>
      </Panel>
      <NewHook opened={making} onClose={() => setMaking(false)} />
    </Stack>
  )
}

function NewHook({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const making = useMutation({ mutationFn: createHook })
  const close = () => {
    making.reset()
    setName('')
    setSecret('')
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={t('hook.new')}>
      {making.data ? (
        <div className={form.form}>
          <ShownOnce secret={making.data.secret} text={t('hook.made')} />
          <p>
            {t('hook.address')}: <code>{making.data.address}</code>
          </p>
          <Button onClick={close}>{t('done')}</Button>
        </div>
      ) : (
        <form
          className={form.form}
          onSubmit={(event) => {
            event.preventDefault()
            making.mutate({ name, ...(secret.trim() === '' ? {} : { secret: secret.trim() }) })
          }}
        >
          {making.error && <Problem error={making.error} />}
          <TextInput
            label={t('hook.name')}
            description={t('hook.nameHint')}
            placeholder="mail-gateway"
            data-autofocus
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value.toLowerCase())}
          />
          <TextInput
            label={t('hook.secret')}
            description={t('hook.secretHint')}
            placeholder="whsec_…"
            maxLength={100}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
          <Button type="submit" disabled={name === ''} loading={making.isPending}>
            {t('hook.create')}
          </Button>
        </form>
      )}
    </Modal>
  )
}
