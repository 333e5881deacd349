import { useTranslation } from 'react-i18next'
import { KnownValue } from './known-value.tsx'
import { Pick } from './pick.tsx'
import styles from './rules.module.css'
import type { ClauseRule } from './tree.ts'

type PurchaseRule = Extract<ClauseRule, { type: 'purchases' }>

/** Which purchases are meant: of a product or a category, and in which channel they were made. */
export function PurchaseParts(props: {
  rule: PurchaseRule
  onChange: (rule: PurchaseRule) => void
}) {
  const { t } = useTranslation('rules')
  const { rule, onChange } = props
  const { product, category, channel } = rule
  const of = product !== undefined ? 'product' : category !== undefined ? 'category' : 'any'
  const ofNothing = () => {
    const { product: _, category: __, ...rest } = rule
    return rest
  }
  const beginnings = {
    any: () => ofNothing(),
    category: () => ({ ...ofNothing(), category: '' }),
    product: () => ({ ...ofNothing(), product: '' }),
  }
  return (
    <span className={styles.window}>
      <Pick
        label={t('part.label')}
        value={of}
        options={(['any', 'category', 'product'] as const).map((name) => [name, t(`part.${name}`)])}
        onChange={(name) => onChange(beginnings[name]())}
      />
      {product !== undefined && (
        <KnownValue
          label={t('part.product')}
          kind="products"
          value={product}
          onChange={(value) => onChange({ ...rule, product: value })}
        />
      )}
      {category !== undefined && (
        <KnownValue
          label={t('part.category')}
          kind="categories"
          value={category}
          onChange={(value) => onChange({ ...rule, category: value })}
        />
      )}
      <Pick
        label={t('place.label')}
        value={channel === undefined ? 'any' : 'one'}
        options={(['any', 'one'] as const).map((name) => [name, t(`place.${name}`)])}
        onChange={(name) => {
          const { channel: _, ...rest } = rule
          onChange(name === 'one' ? { ...rest, channel: '' } : rest)
        }}
      />
      {channel !== undefined && (
        <KnownValue
          label={t('place.one')}
          kind="purchaseChannels"
          value={channel}
          onChange={(value) => onChange({ ...rule, channel: value })}
        />
      )}
    </span>
  )
}
