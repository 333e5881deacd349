import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../../engine/csv.ts'
import { badCustomersQuery, type DataProblem } from '../../api/data.ts'
import { useFormats } from '../../app/use-formats.ts'
import { download } from '../../components/download.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Table } from '../../components/page.tsx'
import styles from './data.module.css'

const listMax = 500

/** Customers with something to put right, those who bought last first; to be taken away as a list. */
export function BadCustomers(props: {
  field: string
  /** What the field is called. */
  name: string
  problem: DataProblem
  onClose: () => void
}) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const { field, name, problem, onClose } = props
  const title = t(`bad.${problem}`, { field: name })
  return (
    <Modal opened onClose={onClose} title={title} size={640}>
      <Loaded query={useQuery(badCustomersQuery(field, problem))}>
        {(people) => (
          <>
            <p className={styles.bad}>
              <span className={styles.muted}>
                {people.length === listMax && t('bad.first', { n: format.number(listMax) })}
              </span>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  const rows = people.map((one) => [one.externalId, one.name, one.value])
                  const head = [t('bad.customer'), t('bad.name'), name]
                  download(`${title}.csv`, csvOf([head, ...rows]), 'text/csv')
                }}
              >
                CSV
              </Button>
            </p>
            <Table label={title}>
              <tbody>
                {people.map(({ id, name: customer, externalId, value }) => (
                  <tr key={id}>
                    <td>
                      <Link to="/customers/$customer" params={{ customer: id }}>
                        {customer ?? externalId}
                      </Link>
                      {customer !== null && <small className={styles.small}>{externalId}</small>}
                    </td>
                    <td>{value ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
          </>
        )}
      </Loaded>
    </Modal>
  )
}
