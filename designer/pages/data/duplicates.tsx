import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Quality } from '../../../schemas/api/quality.ts'
import { mergeCustomers } from '../../api/data.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import { Empty, Panel, Table } from '../../components/page.tsx'
import styles from './data.module.css'

type Group = Quality['duplicates'][number]['first'][number]

/** Customers who may be one person, and the button that makes them one. */
export function Duplicates({ duplicates }: { duplicates: Quality['duplicates'] }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const found = duplicates.filter((one) => one.groups > 0)
  return (
    <Panel title={t('twice.title')}>
      <p className={styles.muted}>{t('twice.text')}</p>
      {found.length === 0 && <Empty title={t('twice.none')} />}
      {found.map(({ by, groups, first }) => (
        <section key={by}>
          <h3 className={styles.part}>
            {t(`twice.${by}`)} · {t('twice.groups', { n: format.number(groups) })}
          </h3>
          <Table label={t(`twice.${by}`)}>
            <tbody>
              {first.map((group) => (
                <People key={group[0]?.id} group={group} />
              ))}
            </tbody>
          </Table>
        </section>
      ))}
    </Panel>
  )
}

function People({ group }: { group: Group }) {
  const { t } = useTranslation('data')
  const [kept, ...others] = group
  const merging = useMutation({
    mutationFn: async () => {
      for (const other of others) if (kept) await mergeCustomers(kept.id, other.id)
    },
  })
  return (
    <tr>
      <td>
        {group.map(({ id, name, externalId }) => (
          <div key={id}>
            <Link to="/customers/$customer" params={{ customer: id }}>
              {name ?? externalId}
            </Link>{' '}
            <small className={styles.muted}>{externalId}</small>
          </div>
        ))}
        {merging.error && <Problem error={merging.error} />}
      </td>
      <td className={styles.end}>
        <Button
          size="compact-sm"
          variant="default"
          loading={merging.isPending}
          onClick={() => merging.mutate()}
        >
          {t('twice.merge', { name: kept?.externalId })}
        </Button>
      </td>
    </tr>
  )
}
