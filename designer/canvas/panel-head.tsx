import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'

/** What a panel beside the canvas is about, and the way out of it: back to the canvas, if nothing else is said. */
export function PanelHead({ title, onClose }: { title: string; onClose?: () => void }) {
  const { commands } = useRoom()
  const { t } = useWords()
  return (
    <header className={styles.panelHead}>
      <h2>{title}</h2>
      <ActionIcon aria-label={t('action.close')} onClick={onClose ?? commands.leavePanel}>
        <IconX size={18} />
      </ActionIcon>
    </header>
  )
}
