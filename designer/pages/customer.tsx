import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Customer } from '../../schemas/api/customers.ts'
import { customerQuery } from '../api/customers.ts'
import { useFormats } from '../app/use-formats.ts'
import { Loaded } from '../components/loaded.tsx'
import { Chip, Page, Stack, Tile, Tiles } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Consents } from './customer/consents.tsx'
import { Contacts } from './customer/contacts.tsx'
import styles from './customer/customer.module.css'
import { CustomerActions } from './customer/customer-actions.tsx'
import { Enrolments } from './customer/enrolments.tsx'
import { CustomerProfit, Products, Scores, Tally } from './customer/insight.tsx'
import { Mergings } from './customer/mergings.tsx'
import { Profile } from './customer/profile.tsx'
import { Purchases } from './customer/purchases.tsx'

const route = getRouteApi('/inside/frame/customers/$customer')

/** Everything known about one customer. */
export function CustomerPage() {
  const { customer: id } = route.useParams()
  const customer = useQuery(customerQuery(id))
  return (
    <Page>
      <Loaded query={customer}>
        {(data) => (
          <>
            <Head customer={data} />
            <Stack>
              <Metrics customer={data} />
              <div className={styles.columns}>
                <Stack>
                  <Tally customer={data} />
                  <Enrolments customer={data} />
                  <Contacts customer={data} />
                  <Products customer={data} />
                  <Purchases customer={data} />
                </Stack>
                <Stack>
                  <Profile customer={data} />
                  <Mergings customer={id} />
                  <Scores customer={data} />
                  <CustomerProfit customer={data} />
                  <Consents customer={data} />
                </Stack>
              </div>
            </Stack>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Head({ customer }: { customer: Customer }) {
  const { t } = useTranslation(['customers', 'frame'])
  const reach = [customer.externalId, customer.phone, customer.email, customer.region]
  return (
    <PageHead
      title={customer.name ?? customer.externalId}
      crumbs={<Link to="/customers">{t('frame:room.customers')}</Link>}
      chips={
        <>
          {customer.fictional && <Chip>{t('fictional')}</Chip>}
          {customer.erasedAt !== null && <Chip tone="danger">{t('erased')}</Chip>}
        </>
      }
      lead={reach.filter(Boolean).join(' · ')}
    >
      <CustomerActions customer={customer} />
    </PageHead>
  )
}

function Metrics({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const format = useFormats()
  const { recencyDays, dormancyMonths, averageBasket } = customer
  return (
    <Tiles>
      <Tile
        name={t('metric.recency')}
        value={
          recencyDays === null
            ? '–'
            : t('metric.days', { count: recencyDays, n: format.number(recencyDays) })
        }
        note={
          dormancyMonths === null
            ? t('metric.never')
            : t('metric.dormant', { count: dormancyMonths })
        }
      />
      <Tile
        name={t('metric.count')}
        value={format.number(customer.purchaseCount)}
        note={
          customer.firstPurchaseAt &&
          t('metric.since', { day: format.day(customer.firstPurchaseAt) })
        }
      />
      <Tile
        name={t('metric.total')}
        value={format.money(customer.totalAmount)}
        note={averageBasket !== null && t('metric.basket', { amount: format.money(averageBasket) })}
      />
      <Tile name={t('metric.points')} value={format.number(customer.points)} />
    </Tiles>
  )
}
