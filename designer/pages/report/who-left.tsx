import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import styles from './report.module.css'

/** Nobody is lost: who was left out at the door, and how those who entered have ended. */
export function WhoLeft({ report }: { report: Report }) {
  const { t, i18n } = useTranslation(['report', 'words'])
  const format = useFormats()
  const ended = Object.values(report.ends).reduce((sum, n) => sum + n, 0)
  const lists = [
    ['excluded', report.excluded],
    [
      'ends',
      { ...report.ends, ...(report.enrolled > ended ? { inside: report.enrolled - ended } : {}) },
    ],
  ] as const
  const word = (end: string) => {
    const code = end.replace(/^LEFT:/, '')
    const key = [`report:end.${code}`, `words:reason.${code}`].find((one) => i18n.exists(one))
    const said = key === undefined ? code : t(key)
    return end === code ? said : t('end.LEFT', { why: said })
  }
  return (
    <div className={styles.halves}>
      {lists.map(([name, counts]) => (
        <Panel key={name} title={t(`left.${name}`)}>
          {Object.keys(counts).length === 0 ? (
            <p className={styles.quiet}>{t('left.nobody')}</p>
          ) : (
            <dl className={styles.ends}>
              {Object.entries(counts)
                .toSorted(([, a], [, b]) => b - a)
                .map(([code, n]) => (
                  <div key={code}>
                    <dt>{word(code)}</dt>
                    <dd>{format.number(n)}</dd>
                  </div>
                ))}
            </dl>
          )}
        </Panel>
      ))}
    </div>
  )
}
