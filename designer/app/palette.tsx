import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choices } from '../components/choices.tsx'
import type { Typed } from '../components/typed-ahead.tsx'
import { usePlaces } from './use-places.tsx'

/** Goes anywhere and does what can be done from everywhere, by name. */
export function Palette({ close, typed }: { close: () => void; typed: Typed }) {
  const { t } = useTranslation(['palette', 'frame'])
  const [query, setQuery] = useState(typed.text)
  const places = usePlaces(query, close)
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      padding={0}
      centered={false}
      yOffset="12vh"
      aria-label={t('title')}
    >
      <Choices
        choices={places}
        label={t('frame:find')}
        none={t('none')}
        searchable
        onQuery={setQuery}
        typed={typed}
      />
    </Modal>
  )
}
