import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { laterPart } from '../components/later.tsx'
import { LaterField } from '../components/typed-ahead.tsx'
import { loadWords } from '../i18n/i18n.ts'

const palette = laterPart(async () => {
  const [{ Palette }] = await Promise.all([import('./palette.tsx'), loadWords('palette')])
  return Palette
})

/** ⌘K, wherever one is: Ctrl+K on Windows and Linux. */
export function PaletteLater() {
  const { t } = useTranslation('frame')
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isAsked = (event.metaKey || event.ctrlKey) && event.code === 'KeyK'
      if (!isAsked || event.isComposing || event.defaultPrevented) return
      event.preventDefault()
      setOpened(true)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  if (!opened) return null
  const close = () => setOpened(false)
  return <LaterField part={palette} given={{ close }} label={t('find')} onClose={close} />
}
