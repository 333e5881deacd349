import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { badCustomersQuery } from '../../api/data.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Table } from '../../components/page.tsx'
import styles from './data.module.css'

/** Customers with something to put right, those who bought last first. */
export function BadCustomers(props: {
  field: string
  problem: 'invalid' | 'missing'
  onClose: () => void
}) {
  const { t } = useTranslation('data')
  const { field, problem, onClose } = props
  const title = t(`bad.${problem}`, { field: t(`field.${field}`) })
  return (
    <Modal opened onClose={onClose} title={title} size={640}>
      <Loaded query={useQuery(badCustomersQuery(field, problem))}>
        {(people) => (
          <Table label={title}>
            <tbody>
              {people.map(({ id, name, externalId, value }) => (
                <tr key={id}>
                  <td>
                    <Link to="/customers/$customer" params={{ customer: id }}>
                      {name ?? externalId}
                    </Link>
                    {name !== null && <small className={styles.small}>{externalId}</small>}
                  </td>
                  <td>{value ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
    </Modal>
  )
}
