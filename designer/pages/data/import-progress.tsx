import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { cancelImport, importQuery } from '../../api/data.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Meter } from '../../components/page.tsx'
import styles from './data.module.css'

/** How far a file is read, and the way to stop it. */
export function ImportProgress({ job, bytes }: { job: string; bytes: number }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const progress = useQuery(importQuery(job)).data?.progress
  const cancelling = useMutation({ mutationFn: () => cancelImport(job) })
  const share = bytes === 0 ? 0 : (progress?.bytes ?? 0) / bytes
  const said =
    share >= 1
      ? t('progress.storing')
      : t('progress.reading', { n: format.number(progress?.rows ?? 0) })
  return (
    <div className={styles.progress} role="status">
      <Meter share={Math.min(1, share)} label={said} />
      <span>{said}</span>
      <Button
        size="compact-sm"
        variant="default"
        loading={cancelling.isPending || cancelling.isSuccess}
        onClick={() => cancelling.mutate()}
      >
        {t('progress.cancel')}
      </Button>
    </div>
  )
}
