import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './settings.module.css'

/** A secret that nobody can show a second time. */
export function ShownOnce({ secret, text }: { secret: string; text: string }) {
  const { t } = useTranslation('settings')
  const clipboard = useClipboard()
  return (
    <div className={styles.once} role="status">
      <p>{text}</p>
      <div>
        <code>{secret}</code>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          onClick={() => clipboard.copy(secret)}
        >
          {t(clipboard.copied ? 'copied' : 'copy')}
        </Button>
      </div>
    </div>
  )
}
