import { useTranslation } from 'react-i18next'
import { useFormats } from '../app/use-formats.ts'
import styles from './file-drop.module.css'
import type { ReadProblem } from './read-file.ts'

const shownMax = 20

/** Why a file is no scenario, place by place. */
export function FileProblems(props: { name: string; problems: readonly ReadProblem[] }) {
  const { t } = useTranslation('file')
  const say = useProblemSaid()
  const { name, problems } = props
  return (
    <div className={styles.problems} role="alert">
      <p>
        <b>{t('refused', { name })}</b>
      </p>
      <ul>
        {[...new Set(problems.map(say))].slice(0, shownMax).map((said) => (
          <li key={said}>{said}</li>
        ))}
      </ul>
      {problems.length > shownMax && <p>{t('more', { count: problems.length - shownMax })}</p>}
    </div>
  )
}

function useProblemSaid() {
  const { t } = useTranslation('file')
  const { number } = useFormats()
  return (problem: ReadProblem): string => {
    switch (problem.code) {
      case 'TOO_LARGE':
        return t('problem.TOO_LARGE', {
          megabytes: number(Math.round(problem.bytes / 1e5) / 10),
          most: number(problem.bytesMax / 1e6),
        })
      case 'NOT_JSON':
        return t('problem.NOT_JSON', { problem: problem.problem })
      case 'OTHER_FORMAT': {
        const isNewer = typeof problem.format === 'number' && problem.format > 1
        const key = isNewer ? 'problem.NEWER_FORMAT' : 'problem.OTHER_FORMAT'
        return t(key, { format: JSON.stringify(problem.format) })
      }
      case 'UNREADABLE':
        return t('problem.UNREADABLE')
      case 'UNKNOWN_KIND':
      case 'UNKNOWN_FIELD':
      case 'MISSING':
      case 'WRONG': {
        const { place, step, value, wanted } = problem
        const where = place === '' ? t('whole') : place
        const said = t(`problem.${problem.code}`, { value, wanted })
        return `${step === null ? where : t('inStep', { where, step })}: ${said}`
      }
    }
  }
}
