import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ChannelState } from '../../../schemas/api/settings.ts'
import { queries } from '../../api/queries.ts'
import { sessionQuery, useSession } from '../../api/session.ts'
import { channelsQuery, setGate } from '../../api/settings.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Chip, Panel, Stack, Table } from '../../components/page.tsx'
import styles from './settings.module.css'

/** Which channels reach people, whether their providers answer, and the gate before all of them. */
export function Channels() {
  const { t } = useTranslation(['settings', 'words'])
  const channels = useQuery({ ...channelsQuery, refetchInterval: 30_000 })
  return (
    <Stack>
      <Gate />
      <Panel title={t('channel.title')}>
        <p className={styles.lead}>{t('channel.lead')}</p>
        <Loaded query={channels}>
          {(rows) => (
            <Table label={t('channel.title')}>
              <thead>
                <tr>
                  <th>{t('channel.name')}</th>
                  <th>{t('user.state')}</th>
                  <th>{t('channel.setUp')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.channel}>
                    <td>
                      <b>{t(`words:channel.${row.channel}`)}</b>
                    </td>
                    <td data-label={t('user.state')}>
                      <State of={row} />
                    </td>
                    <td className={styles.quiet} data-label={t('channel.setUp')}>
                      {t(`channel.by.${row.channel}`)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
        </Loaded>
      </Panel>
    </Stack>
  )
}

function State({ of }: { of: ChannelState }) {
  const { t } = useTranslation('settings')
  const format = useFormats()
  if (of.trouble)
    return (
      <Chip tone="danger">
        {t('channel.down', {
          code: of.trouble.code,
          since: format.moment(of.trouble.since),
          n: format.number(of.trouble.attempts),
        })}
      </Chip>
    )
  return (
    <Chip tone={of.isReady ? 'ok' : 'quiet'} dot={of.isReady}>
      {t(of.isReady ? 'channel.ready' : 'channel.notReady')}
    </Chip>
  )
}

/** The gate of the whole house: closed, nothing is sent to anybody. */
function Gate() {
  const { t } = useTranslation('settings')
  const { role, installation } = useSession()
  const { gateOpen } = installation
  const setting = useMutation({
    mutationFn: setGate,
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
  return (
    <Panel
      title={t('gate.title')}
      aside={
        role === 'admin' && (
          <ConfirmButton
            key={String(gateOpen)}
            label={t(gateOpen ? 'gate.close' : 'gate.open')}
            question={t(gateOpen ? 'gate.closeSure' : 'gate.openSure')}
            loading={setting.isPending}
            onConfirm={() => setting.mutate(!gateOpen)}
          />
        )
      }
    >
      {setting.error && <Problem error={setting.error} />}
      <p>
        <Chip tone={gateOpen ? 'ok' : 'danger'} dot>
          {t(gateOpen ? 'gate.isOpen' : 'gate.isClosed')}
        </Chip>{' '}
        <span className={styles.quiet}>{t('gate.text')}</span>
      </p>
    </Panel>
  )
}
