import { Button, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy } from '../../../schemas/policy.ts'
import { useSession } from '../../api/session.ts'
import { type PolicyAnswer, policyQuery, savePolicy } from '../../api/settings.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Panel, Stack } from '../../components/page.tsx'
import styles from './settings.module.css'

const quietChannels = ['email', 'sms', 'call'] as const

/** The house rules every campaign keeps. */
export function PolicySheet() {
  const policy = useQuery(policyQuery)
  return <Loaded query={policy}>{(data) => <Sheet key={data.version} answer={data} />}</Loaded>
}

function Sheet({ answer }: { answer: PolicyAnswer }) {
  const { t } = useTranslation(['settings', 'words'])
  const format = useFormats()
  const mayChange = useSession().role === 'admin'
  const [policy, setPolicy] = useState(answer.policy)
  const dirty = JSON.stringify(policy) !== JSON.stringify(answer.policy)
  const saving = useMutation({ mutationFn: () => savePolicy(policy, answer.version) })
  const set = (part: Partial<Policy>) => setPolicy({ ...policy, ...part })
  const limit = policy.contactLimit
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <fieldset className={styles.plain} disabled={!mayChange}>
        <Stack>
          {saving.error && <Problem error={saving.error} />}
          <Panel title={t('policy.quiet')}>
            <div className={styles.row}>
              <TextInput
                type="time"
                label={t('policy.quietFrom')}
                value={policy.quietFrom}
                onChange={(event) => set({ quietFrom: event.currentTarget.value })}
              />
              <TextInput
                type="time"
                label={t('policy.quietUntil')}
                value={policy.quietUntil}
                onChange={(event) => set({ quietUntil: event.currentTarget.value })}
              />
              <fieldset className={styles.checks}>
                <legend>{t('policy.quietChannels')}</legend>
                {quietChannels.map((channel) => (
                  <label key={channel}>
                    <input
                      type="checkbox"
                      checked={policy.quietChannels.includes(channel)}
                      onChange={(event) => {
                        const on = event.currentTarget.checked
                        set({
                          quietChannels: quietChannels.filter((one) =>
                            one === channel ? on : policy.quietChannels.includes(one),
                          ),
                        })
                      }}
                    />
                    {t(`words:channel.${channel}`)}
                  </label>
                ))}
              </fieldset>
            </div>
            <p className={styles.hint}>{t('policy.quietHint')}</p>
          </Panel>
          <Panel title={t('policy.limit')}>
            <div className={styles.row}>
              <NumberInput
                label={t('policy.contacts')}
                min={1}
                max={100}
                allowDecimal={false}
                value={limit.contacts}
                onChange={(contacts) =>
                  typeof contacts === 'number' && set({ contactLimit: { ...limit, contacts } })
                }
              />
              <NumberInput
                label={t('policy.days')}
                min={1}
                max={365}
                allowDecimal={false}
                value={limit.days}
                onChange={(days) =>
                  typeof days === 'number' && set({ contactLimit: { ...limit, days } })
                }
              />
            </div>
            <p className={styles.hint}>
              {t('policy.limitHint', { days: limit.days, contacts: limit.contacts })}
            </p>
          </Panel>
          <Panel title={t('policy.advertising')}>
            <div className={styles.row}>
              <TextInput
                label={t('policy.senderName')}
                maxLength={60}
                value={policy.senderName}
                onChange={(event) => set({ senderName: event.currentTarget.value })}
              />
              <TextInput
                label={t('policy.label')}
                maxLength={20}
                value={policy.advertisingLabel}
                onChange={(event) => set({ advertisingLabel: event.currentTarget.value })}
              />
              <TextInput
                label={t('policy.optOut')}
                maxLength={120}
                value={policy.optOutText}
                onChange={(event) => set({ optOutText: event.currentTarget.value })}
              />
            </div>
          </Panel>
          <div className={styles.foot}>
            <span>
              {t('policy.version', {
                version: answer.version,
                by: answer.createdBy,
                at: format.moment(answer.createdAt),
              })}
            </span>
            {mayChange && (
              <Button type="submit" disabled={!dirty} loading={saving.isPending}>
                {t('policy.save')}
              </Button>
            )}
          </div>
        </Stack>
      </fieldset>
    </form>
  )
}
