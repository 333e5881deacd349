import { IconBook2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Channel } from '../../schemas/basics.ts'
import type { Message } from '../../schemas/kinds/channel.ts'
import { keepMessage, savedMessagesQuery } from '../api/saved-messages.ts'
import { useWords } from '../canvas/room.ts'
import { Choices } from '../components/choices.tsx'
import { Pop } from '../components/pop.tsx'
import styles from './inspector.module.css'
import { SaveAs } from './save-as.tsx'

/** Takes a message of the library over, or keeps this one there. The step has its own copy and can change it. */
export function MessageLibrary(props: {
  channel: Channel
  message: Message
  suggested: string
  onTake: (message: Message) => void
}) {
  const { channel, message, suggested, onTake } = props
  const { t } = useWords()
  const { data } = useQuery(savedMessagesQuery)
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null)
  const fitting = (data ?? []).filter((saved) => saved.channel === channel)
  return (
    <div className={styles.rows}>
      <div className={styles.labelRow} style={{ justifyContent: 'flex-start' }}>
        {fitting.length > 0 && (
          <button
            type="button"
            className={styles.small}
            aria-haspopup="dialog"
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect()
              setMenuAt({ x: box.left, y: box.bottom + 4 })
            }}
          >
            <IconBook2 size={14} aria-hidden />
            {t('library.take')}
          </button>
        )}
        {message.body.trim() !== '' && (
          <SaveAs suggested={suggested} save={(name) => keepMessage({ name, channel, message })} />
        )}
      </div>
      {menuAt && (
        <Pop at={menuAt} label={t('library.take')} onClose={() => setMenuAt(null)}>
          <Choices
            choices={fitting.map((saved) => ({
              id: saved.id,
              group: t('library.messages'),
              label: saved.name,
              detail: saved.message.subject || saved.message.body.slice(0, 60),
              run: () => {
                setMenuAt(null)
                onTake(saved.message)
              },
            }))}
            label={t('library.search')}
            none={t('insert.none')}
            searchable
          />
        </Pop>
      )}
    </div>
  )
}
