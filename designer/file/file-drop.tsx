import { IconFileUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scenario } from '../../schemas/scenario.ts'
import styles from './file-drop.module.css'
import { FileProblems } from './file-problems.tsx'
import { type ReadFile, readFile } from './read-file.ts'

/** Takes a scenario’s file, chosen or dropped; what is wrong with it is said here, and nothing else happens. */
export function FileDrop({
  onScenario,
}: {
  onScenario: (scenario: Scenario, name: string) => void
}) {
  const { t } = useTranslation('file')
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [read, setRead] = useState<ReadFile | null>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    const found = await readFile(file)
    setRead(found)
    if (found.scenario) onScenario(found.scenario, found.name)
  }
  return (
    <div className={styles.all}>
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
          void take(event.dataTransfer.files[0])
        }}
      >
        <IconFileUpload size={20} stroke={1.7} aria-hidden />
        <span>
          <b>{t('choose')}</b>
          <small>{t('hint')}</small>
        </span>
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label={t('choose')}
        tabIndex={-1}
        hidden
        onChange={(event) => {
          void take(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
      {read && read.problems.length > 0 && (
        <FileProblems name={read.name} problems={read.problems} />
      )}
    </div>
  )
}
