import { IconFileUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import styles from './file-button.module.css'

/** Takes a file, chosen or dropped. `accept` as of an input. */
export function FileButton(props: {
  label: string
  title: string
  hint: string
  accept: string
  onFile: (file: File) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (file: File | undefined) => {
    if (file) props.onFile(file)
  }
  return (
    <>
      <button
        type="button"
        className={styles.drop}
        data-over={over || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files[0])
        }}
      >
        <IconFileUpload size={20} stroke={1.7} aria-hidden />
        <span>
          <b>{props.title}</b>
          <small>{props.hint}</small>
        </span>
      </button>
      <input
        ref={input}
        type="file"
        accept={props.accept}
        aria-label={props.label}
        tabIndex={-1}
        hidden
        onChange={(event) => {
          take(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
