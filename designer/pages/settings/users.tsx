import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../schemas/api/session.ts'
import { useSession } from '../../api/session.ts'
import { changeUser, usersQuery } from '../../api/settings.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Chip, Panel, Stack, Table } from '../../components/page.tsx'
import { NewUser } from './new-user.tsx'
import { RoleSelect } from './role-select.tsx'
import styles from './settings.module.css'

/** Who may sign in, and as what. */
export function Users() {
  const { t } = useTranslation('settings')
  const users = useQuery(usersQuery)
  const [making, setMaking] = useState(false)
  const changing = useMutation({
    mutationFn: ({ id, ...change }: { id: string } & Parameters<typeof changeUser>[1]) =>
      changeUser(id, change),
  })
  return (
    <Stack>
      {changing.error && <Problem error={changing.error} />}
      <Panel
        title={t('user.title')}
        aside={
          <Button
            size="compact-md"
            leftSection={<IconPlus size={15} />}
            onClick={() => setMaking(true)}
          >
            {t('user.new')}
          </Button>
        }
      >
        <Loaded query={users}>
          {(rows) => (
            <Table label={t('user.title')}>
              <thead>
                <tr>
                  <th>{t('user.name')}</th>
                  <th>{t('user.role')}</th>
                  <th>{t('user.since')}</th>
                  <th>{t('user.state')}</th>
                  <th>
                    <span className="unseen">{t('user.change')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((user) => (
                  <UserRow
                    key={user.id}
                    user={user}
                    onChange={(change) => changing.mutate({ id: user.id, ...change })}
                  />
                ))}
              </tbody>
            </Table>
          )}
        </Loaded>
      </Panel>
      <NewUser opened={making} onClose={() => setMaking(false)} />
    </Stack>
  )
}

function UserRow(props: {
  user: User
  onChange: (change: Parameters<typeof changeUser>[1]) => void
}) {
  const { t } = useTranslation('settings')
  const format = useFormats()
  const { user } = props
  const isMe = useSession().id === user.id
  return (
    <tr>
      <td>
        <b>{user.name}</b>
        <div className={styles.quiet}>{user.email}</div>
      </td>
      <td data-label={t('user.role')}>
        <RoleSelect
          label={t('user.roleOf', { name: user.name })}
          value={user.role}
          disabled={isMe}
          onChange={(role) => props.onChange({ role })}
        />
      </td>
      <td data-label={t('user.since')}>{format.day(user.createdAt)}</td>
      <td data-label={t('user.state')}>
        <Chip tone={user.disabled ? 'danger' : 'ok'}>
          {t(user.disabled ? 'user.disabled' : 'user.active')}
        </Chip>
      </td>
      <td data-number>
        {!isMe && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => props.onChange({ disabled: !user.disabled })}
          >
            {t(user.disabled ? 'user.enable' : 'user.disable')}
          </Button>
        )}
      </td>
    </tr>
  )
}
