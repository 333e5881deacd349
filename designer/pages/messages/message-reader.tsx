import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { messageQuery, type SandboxMessage } from '../../api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Bones, Chip } from '../../components/page.tsx'
import styles from './messages.module.css'
import { isMarkup, pageOf } from './page-of.ts'

/** One message as it arrived. Markup is shown in a frame that may run nothing and load nothing. */
export function MessageReader({ run, message }: { run: string; message: string }) {
  const query = useQuery(messageQuery(run, message))
  return (
    <article className={styles.reader}>
      <Loaded query={query} bones={<Bones lines={5} height={28} />}>
        {(data) => <Opened message={data} />}
      </Loaded>
    </article>
  )
}

function Opened({ message }: { message: SandboxMessage }) {
  const { t } = useTranslation(['messages', 'words'])
  const format = useFormats()
  return (
    <>
      <header className={styles.readerHead}>
        <h2>{message.subject || t(`words:channel.${message.channel}`)}</h2>
        <p>
          {t('to', { recipient: message.recipient ?? message.customer.name ?? '–' })} ·{' '}
          {format.moment(message.acceptedAt)}
        </p>
        <p className={styles.responses}>
          {message.responses.length === 0 && <Chip>{t('noResponse')}</Chip>}
          {message.responses.map(({ kind, firstAt }) => (
            <Chip key={kind} tone={kind === 'purchased' ? 'ok' : 'accent'}>
              {t(`words:response.${kind}`)} · {format.moment(firstAt)}
            </Chip>
          ))}
          {message.times > 1 && <Chip tone="danger">{t('twice', { count: message.times })}</Chip>}
        </p>
      </header>
      <div className={styles.paper} data-channel={message.channel}>
        {isMarkup(message) ? (
          <iframe sandbox="" title={t('body')} srcDoc={pageOf(message.body)} />
        ) : (
          <p>{message.body}</p>
        )}
      </div>
    </>
  )
}
