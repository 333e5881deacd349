import { useTranslation } from 'react-i18next'
import styles from './rules.module.css'

/** The parts of one sentence, in the order of the reader's language. */
export function Sentence(props: {
  before?: React.ReactNode
  subject: string
  comparison: React.ReactNode
  value: React.ReactNode
}) {
  const { i18n } = useTranslation()
  const korean = i18n.language === 'ko'
  return (
    <div className={styles.sentence}>
      {korean && props.before}
      <span className={styles.subject}>{props.subject}</span>
      {korean ? props.value : props.comparison}
      {korean ? props.comparison : props.value}
      {!korean && props.before}
    </div>
  )
}
