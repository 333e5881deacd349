import { IconFileUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../app/use-formats.ts'
import styles from './data.module.css'

/** Takes a file, chosen or dropped. */
export function FileChoice(props: { file: File | null; onFile: (file: File) => void }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const { file, onFile } = props
  const take = (chosen: File | undefined) => {
    if (chosen) onFile(chosen)
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
          <b>{file ? file.name : t('import.choose')}</b>
          <small>
            {file
              ? t('import.size', { n: format.number(Math.ceil(file.size / 1024)) })
              : t('import.hint')}
          </small>
        </span>
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={t('import.choose')}
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
