import { useTranslation } from 'react-i18next'
import { ApiFailure } from '../../api/api-failure.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './data.module.css'

/** Why a file was refused as a whole, and what to do: in the reader's language where the reason is known. */
export function ImportProblem({ error }: { error: Error }) {
  const say = useRefusal()
  const said = error instanceof ApiFailure ? say(error.details) : null
  if (said === null) return <Problem error={error} />
  return (
    <p className={styles.warning} role="alert">
      {said}
    </p>
  )
}

function useRefusal(): (details: ApiFailure['details']) => string | null {
  const { t } = useTranslation('data')
  const format = useFormats()
  return (details) => {
    const limit = limits.find((name) => typeof details[name] === 'number')
    if (limit !== undefined)
      return t(`refused.${limit}`, { n: format.number(Number(details[limit])) })
    if (details['reason'] === 'EMPTY') return t('refused.EMPTY')
    if (details['reason'] !== 'NOT_TEXT') return null
    return t(`notText.${likeness[String(details['looksLike'])] ?? 'other'}`)
  }
}

const limits = ['maxBytes', 'maxRows', 'maxColumns', 'productsMax'] as const

/** What a file that is no text looks like, by what is to be done about it. */
const likeness: Readonly<Record<string, string>> = {
  ...{ workbook: 'workbook', oldWorkbook: 'workbook', webPage: 'webPage' },
  ...{ zip: 'archive', compressed: 'archive', picture: 'picture' },
}
