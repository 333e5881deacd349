import { Button, UnstyledButton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Channel, channels } from '../../schemas/basics.ts'
import { messagesQuery, runQuery } from '../api/runs.ts'
import { useFormats } from '../app/use-formats.ts'
import { Problem } from '../components/loaded.tsx'
import { Bones, Empty } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { MessageReader } from './messages/message-reader.tsx'
import styles from './messages/messages.module.css'

const route = getRouteApi('/inside/frame/runs/$run/messages')
const written = channels.filter((channel) => channel !== 'call')

/** What the sandbox accepted instead of the world, to be read as the customers would. */
export function MessagesPage() {
  const { t } = useTranslation(['messages', 'words', 'frame'])
  const { run: id } = route.useParams()
  const { message: chosen, customer } = route.useSearch()
  const navigate = route.useNavigate()
  const [channel, setChannel] = useState<Channel | null>(null)
  const run = useQuery(runQuery(id))
  const filter = { ...(channel ? { channel } : {}), ...(customer ? { customer } : {}) }
  const messages = useInfiniteQuery(messagesQuery(id, filter))
  const rows = messages.data?.pages.flatMap((page) => page.items) ?? []
  const format = useFormats()
  const choose = (message: string) =>
    void navigate({ search: (search) => ({ ...search, message }), replace: true })
  const first = rows[0]?.id
  useEffect(() => {
    if (chosen === undefined && first !== undefined)
      void navigate({ search: (search) => ({ ...search, message: first }), replace: true })
  }, [chosen, first, navigate])
  return (
    <div className={styles.page}>
      <PageHead
        title={t('title')}
        crumbs={
          run.data && (
            <Link to="/campaigns/$campaign" params={{ campaign: run.data.campaign.id }}>
              {run.data.campaign.name}
            </Link>
          )
        }
        lead={t('lead')}
      >
        <select
          className={styles.filter}
          aria-label={t('channel')}
          value={channel ?? ''}
          onChange={(event) =>
            setChannel(written.find((name) => name === event.currentTarget.value) ?? null)
          }
        >
          <option value="">{t('allChannels')}</option>
          {written.map((name) => (
            <option key={name} value={name}>
              {t(`words:channel.${name}`)}
            </option>
          ))}
        </select>
      </PageHead>
      {messages.error && <Problem error={messages.error} />}
      {messages.isPending && <Bones lines={8} height={40} />}
      {messages.data && rows.length === 0 && (
        <Empty title={t('empty.title')} text={t('empty.text')} />
      )}
      {rows.length > 0 && (
        <div className={styles.columns}>
          <ol className={styles.list}>
            {rows.map((row) => (
              <li key={row.id}>
                <UnstyledButton
                  className={styles.row}
                  aria-current={row.id === chosen}
                  onClick={() => choose(row.id)}
                >
                  <b>{row.customer.name ?? row.customer.externalId}</b>
                  <span>{format.moment(row.acceptedAt)}</span>
                  <span className={styles.subject}>
                    {t(`words:channel.${row.channel}`)}
                    {row.subject && ` · ${row.subject}`}
                  </span>
                </UnstyledButton>
              </li>
            ))}
            {messages.hasNextPage && (
              <li>
                <Button
                  fullWidth
                  variant="subtle"
                  loading={messages.isFetchingNextPage}
                  onClick={() => void messages.fetchNextPage()}
                >
                  {t('words:action.more')}
                </Button>
              </li>
            )}
          </ol>
          {chosen !== undefined && <MessageReader run={id} message={chosen} />}
        </div>
      )}
    </div>
  )
}
