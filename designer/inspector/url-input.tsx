import { useEffect, useState } from 'react'
import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'

/** An address of the web; passed on only while it is one, or empty. */
export function UrlInput(props: {
  id: string
  value: string
  onChange: (value: string | undefined) => void
}) {
  const { t } = useWords()
  const { value } = props
  const [text, setText] = useState(value)
  useEffect(() => setText((old) => (isAddress(old) || old === '' ? value : old)), [value])
  const isWrong = text !== '' && !isAddress(text)
  return (
    <>
      <input
        id={props.id}
        className={styles.input}
        type="url"
        value={text}
        maxLength={2000}
        placeholder="https://"
        aria-invalid={isWrong || undefined}
        onChange={(event) => {
          const typed = event.currentTarget.value.trim()
          setText(typed)
          if (typed === '') props.onChange(undefined)
          else if (isAddress(typed)) props.onChange(typed)
        }}
      />
      {isWrong && <p className={styles.wrong}>{t('message.linkWrong')}</p>}
    </>
  )
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s/.]+\.[^\s]+$/.test(text) && URL.canParse(text)
}
