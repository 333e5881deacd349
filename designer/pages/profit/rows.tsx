import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** Takes a row of what is being entered away. `name`: what the row is called. */
export function RemoveRow({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation('profit')
  return (
    <ActionIcon
      variant="default"
      size={34}
      aria-label={t('removeActivity', { name })}
      onClick={onClick}
    >
      <IconX size={16} stroke={1.8} />
    </ActionIcon>
  )
}

export function AddRow({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <Button variant="default" leftSection={<IconPlus size={15} stroke={1.8} />} onClick={onClick}>
      {text}
    </Button>
  )
}
