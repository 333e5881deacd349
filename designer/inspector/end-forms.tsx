import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'

export function GoalForm() {
  const { t } = useWords()
  return <p className={styles.plain}>{t('goal.explained')}</p>
}

export function ExitForm() {
  const { t } = useWords()
  return <p className={styles.plain}>{t('exit.explained')}</p>
}
