import { useTranslation } from 'react-i18next'
import { ApiFailure } from '../../api/api-failure.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './data.module.css'

/** Why a file was refused as a whole, and what to do: in the reader's language where the reason is known. */
export function ImportProblem({ error }: { error: Error }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const details = error instanceof ApiFailure ? error.details : {}
  const limit = limits.find((name) => typeof details[name] === 'number')
  const said =
    details['reason'] === 'NOT_TEXT' || details['reason'] === 'EMPTY'
      ? t(`refused.${details['reason']}`)
      : limit !== undefined
        ? t(`refused.${limit}`, { n: format.number(Number(details[limit])) })
        : null
  if (said === null) return <Problem error={error} />
  return (
    <p className={styles.warning} role="alert">
      {said}
    </p>
  )
}

const limits = ['maxBytes', 'maxRows', 'maxColumns', 'productsMax'] as const
