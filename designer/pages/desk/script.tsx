import { useTranslation } from 'react-i18next'
import styles from './desk.module.css'
import { figuresIn } from './figures-in.ts'

/** What to say, large enough to read aloud; its figures stand out so that none is misread. */
export function Script({ text }: { text: string }) {
  const { t } = useTranslation('desk')
  return (
    <section className={styles.script}>
      <h3>{t('script')}</h3>
      {text.trim() === '' ? (
        <p className={styles.noScript}>{t('noScript')}</p>
      ) : (
        <blockquote>
          {figuresIn(text).map(({ at, part, isFigure }) =>
            isFigure ? <b key={at}>{part}</b> : <span key={at}>{part}</span>,
          )}
        </blockquote>
      )}
    </section>
  )
}
