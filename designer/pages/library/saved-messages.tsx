import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { removeMessage, savedMessagesQuery } from '../../api/saved-messages.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Loaded, Problem } from '../../components/loaded.tsx'
import { Chip, Empty, Panel, Table } from '../../components/page.tsx'
import styles from './library.module.css'

/** Words kept from message steps, to begin others with. */
export function SavedMessages() {
  const { t } = useTranslation(['library', 'words'])
  const format = useFormats()
  const messages = useQuery(savedMessagesQuery)
  const removing = useMutation({ mutationFn: removeMessage })
  return (
    <Panel title={t('message.title')}>
      {removing.error && <Problem error={removing.error} />}
      <Loaded query={messages}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('message.none')} text={t('message.noneText')} />
          ) : (
            <Table label={t('message.title')}>
              <thead>
                <tr>
                  <th>{t('message.name')}</th>
                  <th>{t('message.words')}</th>
                  <th>{t('message.changed')}</th>
                  <th>
                    <span className="unseen">{t('message.remove')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ id, name, channel, message, updatedAt, updatedBy }) => (
                  <tr key={id}>
                    <td>
                      <b>{name}</b> <Chip>{t(`words:channel.${channel}`)}</Chip>
                    </td>
                    <td className={styles.excerpt}>{message.subject || message.body}</td>
                    <td data-label={t('message.changed')}>
                      {format.day(updatedAt)} · {updatedBy}
                    </td>
                    <td data-number>
                      <ConfirmButton
                        label={t('message.remove')}
                        question={t('message.sure')}
                        onConfirm={() => removing.mutate(id)}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
    </Panel>
  )
}
