import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { removeMessage, savedMessagesQuery } from '../../api/saved-messages.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { Problem } from '../../components/loaded.tsx'
import { LoadedTable } from '../../components/loaded-table.tsx'
import { Chip, Panel } from '../../components/page.tsx'
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
      <LoadedTable
        query={messages}
        label={t('message.title')}
        none={{ title: t('message.none'), text: t('message.noneText') }}
        heads={[t('message.name'), t('message.words'), t('message.changed')]}
        act={t('message.remove')}
      >
        {({ id, name, channel, message, updatedAt, updatedBy }) => (
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
        )}
      </LoadedTable>
    </Panel>
  )
}
