import { Button } from '@mantine/core'
import { IconGift, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfferDetail } from '../../schemas/api/offers.ts'
import { offersQuery } from '../api/offers.ts'
import { useFormats } from '../app/use-formats.ts'
import { Loaded } from '../components/loaded.tsx'
import { Chip, Empty, Page, Stack } from '../components/page.tsx'
import { PageHead } from '../components/page-head.tsx'
import styles from './library/library.module.css'
import { OfferDialog } from './library/offer-dialog.tsx'
import { SavedMessages } from './library/saved-messages.tsx'

/** What scenarios share: offers with their rewards, and messages. */
export function LibraryPage() {
  const { t } = useTranslation('library')
  const offers = useQuery(offersQuery)
  const [open, setOpen] = useState<OfferDetail | 'new' | null>(null)
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      {t('new')}
    </Button>
  )
  return (
    <Page>
      <PageHead title={t('title')} lead={t('lead')}>
        {create}
      </PageHead>
      <Stack>
        <Loaded query={offers}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t('empty.title')} text={t('empty.text')}>
                {create}
              </Empty>
            ) : (
              <ul className={styles.offers}>
                {rows.map((offer) => (
                  <li key={offer.id}>
                    <OfferCard offer={offer} onOpen={() => setOpen(offer)} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <SavedMessages />
      </Stack>
      {open !== null && (
        <OfferDialog offer={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </Page>
  )
}

function OfferCard({ offer, onOpen }: { offer: OfferDetail; onOpen: () => void }) {
  const { t } = useTranslation('library')
  const format = useFormats()
  const { reward, product } = offer.content
  return (
    <button type="button" className={styles.card} onClick={onOpen}>
      <i className={styles.tile} aria-hidden>
        <IconGift size={17} stroke={1.8} />
      </i>
      <span className={styles.words}>
        <b>{offer.name}</b>
        <small>{product || t('noProduct')}</small>
        {reward && (
          <small>
            {[
              reward.name,
              t('worth', { amount: format.money(reward.faceValue) }),
              t('costs', { amount: format.money(reward.unitCost) }),
              t('valid', { count: reward.validDays }),
            ].join(' · ')}
          </small>
        )}
      </span>
      {reward && (
        <Chip>
          {reward.stock === null
            ? t('unlimited')
            : t('stock', { count: reward.stock, n: format.number(reward.stock) })}
        </Chip>
      )}
    </button>
  )
}
