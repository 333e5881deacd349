import { Button, Modal, NumberInput, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfferDetail } from '../../../schemas/api/offers.ts'
import type { OfferContent, Reward } from '../../../schemas/kinds/offer.ts'
import { saveOffer } from '../../api/offers.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './library.module.css'

const kinds = ['coupon', 'points', 'gift'] as const
const firstReward: Reward = {
  kind: 'coupon',
  name: '',
  faceValue: 3500,
  unitCost: 3500,
  stock: null,
  validDays: 30,
}

/** An offer in the making, or an old one to be changed. */
export function OfferDialog({
  offer,
  onClose,
}: {
  offer: OfferDetail | null
  onClose: () => void
}) {
  const { t } = useTranslation(['library', 'words'])
  const [content, setContent] = useState<OfferContent>(
    offer?.content ?? { name: '', product: '', reward: null },
  )
  const saving = useMutation({
    mutationFn: () => saveOffer(offer?.id ?? null, content),
    onSuccess: onClose,
  })
  const { reward } = content
  const complete = content.name.trim() !== '' && (reward === null || reward.name.trim() !== '')
  return (
    <Modal opened onClose={onClose} title={t(offer ? 'change' : 'new')} size={560}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          saving.mutate()
        }}
      >
        {saving.error && (
          <div className={styles.full}>
            <Problem error={saving.error} />
          </div>
        )}
        <TextInput
          className={styles.full}
          label={t('name')}
          data-autofocus
          maxLength={80}
          value={content.name}
          onChange={(event) => setContent({ ...content, name: event.currentTarget.value })}
        />
        <TextInput
          className={styles.full}
          label={t('product')}
          maxLength={120}
          value={content.product}
          onChange={(event) => setContent({ ...content, product: event.currentTarget.value })}
        />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={reward !== null}
            onChange={(event) =>
              setContent({ ...content, reward: event.currentTarget.checked ? firstReward : null })
            }
          />
          {t('withReward')}
        </label>
        {reward && (
          <RewardFields
            reward={reward}
            onChange={(next) => setContent({ ...content, reward: next })}
          />
        )}
        <Button
          className={styles.full}
          type="submit"
          disabled={!complete}
          loading={saving.isPending}
        >
          {t('words:action.save')}
        </Button>
      </form>
    </Modal>
  )
}

function RewardFields(props: { reward: Reward; onChange: (reward: Reward) => void }) {
  const { t } = useTranslation('library')
  const { reward } = props
  const set = (part: Partial<Reward>) => props.onChange({ ...reward, ...part })
  const amount = (name: 'faceValue' | 'unitCost') => (
    <NumberInput
      label={t(name)}
      min={0}
      value={reward[name]}
      onChange={(value) => typeof value === 'number' && set({ [name]: value })}
    />
  )
  return (
    <>
      <Select
        label={t('kindLabel')}
        data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        value={reward.kind}
        onChange={(value) => {
          const kind = kinds.find((name) => name === value)
          if (kind) set({ kind })
        }}
      />
      <TextInput
        label={t('rewardName')}
        maxLength={80}
        value={reward.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {amount('faceValue')}
      {amount('unitCost')}
      <NumberInput
        label={t('stockLabel')}
        placeholder={t('unlimited')}
        min={0}
        allowDecimal={false}
        value={reward.stock ?? ''}
        onChange={(value) => set({ stock: typeof value === 'number' ? value : null })}
      />
      <NumberInput
        label={t('validDays')}
        min={1}
        max={1000}
        allowDecimal={false}
        value={reward.validDays}
        onChange={(value) => typeof value === 'number' && set({ validDays: value })}
      />
    </>
  )
}
