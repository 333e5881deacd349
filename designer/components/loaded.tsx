import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiFailure } from '../api/api-failure.ts'
import { NotAllowed, NotFound } from '../app/page-states.tsx'
import { useProblem } from '../app/use-problem.ts'
import styles from './page.module.css'
import { Bones } from './page.tsx'

/** What was asked for, once it is there: until then its bones, and a way on where it fails. */
export function Loaded<Data>(props: {
  query: UseQueryResult<Data>
  bones?: ReactNode
  children: (data: Data) => ReactNode
}) {
  const { query } = props
  if (query.data !== undefined) return props.children(query.data)
  // Trying again would not bring it back.
  if (query.error instanceof ApiFailure && query.error.code === 'NOT_FOUND') return <NotFound />
  if (query.error instanceof ApiFailure && query.error.code === 'NOT_ALLOWED') return <NotAllowed />
  if (query.error) return <Problem error={query.error} onRetry={() => void query.refetch()} />
  return props.bones ?? <Bones lines={4} height={22} />
}

/** Something went wrong here; the rest of the page goes on. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('frame')
  const explain = useProblem()
  return (
    <div className={styles.problem} role="alert">
      <span>{explain(error)}</span>
      {onRetry && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {t('tryAgain')}
        </Button>
      )}
    </div>
  )
}
