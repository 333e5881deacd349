import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../../api/client.ts'
import { cancelImport, type ImportJob, importsQuery } from '../../api/data.ts'
import { useFormats } from '../../app/use-formats.ts'
import { useProblem } from '../../app/use-problem.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Chip, Empty, Panel, Table, type Tone } from '../../components/page.tsx'
import styles from './data.module.css'

const tones: Readonly<Record<string, Tone>> = {
  ...{ running: 'accent', done: 'ok', failed: 'danger', cancelled: 'quiet' },
}

/** The latest imports, with what became of each. */
export function ImportList() {
  const { t } = useTranslation('data')
  return (
    <Panel title={t('list.title')}>
      <Loaded query={useQuery(importsQuery)}>
        {(jobs) =>
          jobs.length === 0 ? (
            <Empty title={t('list.empty')} text={t('list.emptyText')} />
          ) : (
            <Table label={t('list.title')}>
              <thead>
                <tr>
                  <th>{t('list.what')}</th>
                  <th>{t('list.when')}</th>
                  <th>{t('list.state')}</th>
                  <th data-number>{t('list.rows')}</th>
                  <th data-number>{t('list.rejected')}</th>
                </tr>
              </thead>
              <tbody>
                {jobs.map((job) => (
                  <Row key={job.id} job={job} />
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Row({ job }: { job: ImportJob }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const explain = useProblem()
  const { rows = 0, rejected = 0 } = job.progress
  const cancelling = useMutation({ mutationFn: () => cancelImport(job.id) })
  return (
    <tr>
      <td>
        {t(`kind.${job.kind}`)}
        <small className={styles.small}>
          {[job.source, job.file, job.by].filter(Boolean).join(' · ')}
        </small>
      </td>
      <td data-label={t('list.when')}>{format.moment(job.startedAt)}</td>
      <td data-label={t('list.state')}>
        <Chip tone={tones[job.state] ?? 'quiet'}>{t(`state.${job.state}`)}</Chip>
        {job.failure !== null && <small className={styles.small}>{explain(job.failure)}</small>}
        {job.state === 'running' && (
          <Button
            size="compact-xs"
            variant="default"
            loading={cancelling.isPending || cancelling.isSuccess}
            onClick={() => cancelling.mutate()}
          >
            {t('progress.cancel')}
          </Button>
        )}
      </td>
      <td data-number data-label={t('list.rows')}>
        {format.number(rows)}
      </td>
      <td data-number data-label={t('list.rejected')}>
        {job.hasRejects ? (
          <a href={addressOf(`/imports/${job.id}/rejects`)} download>
            {format.number(rejected)}
          </a>
        ) : (
          format.number(rejected)
        )}
      </td>
    </tr>
  )
}
