import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scenario } from '../../schemas/scenario.ts'
import { FileButton } from '../components/file-button.tsx'
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
  const [read, setRead] = useState<ReadFile | null>(null)
  const take = async (file: File) => {
    const found = await readFile(file)
    setRead(found)
    if (found.scenario) onScenario(found.scenario, found.name)
  }
  return (
    <div className={styles.all}>
      <FileButton
        label={t('choose')}
        title={t('choose')}
        hint={t('hint')}
        accept=".json,application/json"
        onFile={(file) => void take(file)}
      />
      {read && read.problems.length > 0 && (
        <FileProblems name={read.name} problems={read.problems} />
      )}
    </div>
  )
}
