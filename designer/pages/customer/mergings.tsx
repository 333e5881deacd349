import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Merging, mergingsQuery, undoMerging } from '../../api/data.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import { Panel } from '../../components/page.tsx'

/** Who was found to be the same person, and the way back. Nothing where nobody was. */
export function Mergings({ customer }: { customer: string }) {
  const { t } = useTranslation('data')
  const mergings = useQuery(mergingsQuery(customer)).data ?? []
  if (mergings.length === 0) return null
  return (
    <Panel title={t('merging.title')}>
      {mergings.map((one) => (
        <One key={one.id} merging={one} customer={customer} />
      ))}
    </Panel>
  )
}

function One({ merging, customer }: { merging: Merging; customer: string }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const undoing = useMutation({ mutationFn: () => undoMerging(merging.id) })
  const isKept = merging.kept === customer
  const name = merging.goneName ?? merging.goneExternalId
  return (
    <div>
      <p>
        {isKept ? (
          t('merging.took', { name, id: merging.goneExternalId })
        ) : (
          <Link to="/customers/$customer" params={{ customer: merging.kept }}>
            {t('merging.went')}
          </Link>
        )}{' '}
        <small>{t('merging.when', { at: format.day(merging.at), by: merging.by })}</small>
      </p>
      {undoing.error && <Problem error={undoing.error} />}
      <Button
        size="compact-sm"
        variant="default"
        loading={undoing.isPending}
        onClick={() => undoing.mutate()}
      >
        {t('merging.undo')}
      </Button>
    </div>
  )
}
