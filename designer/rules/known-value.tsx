import { Autocomplete } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { knownValuesQuery } from '../api/segments.ts'
import styles from './rules.module.css'

export type KnownKind = 'regions' | 'purchaseChannels' | 'categories' | 'products'

/** A text to compare with; what occurs among customers and purchases is offered. */
export function KnownValue(props: {
  label: string
  kind: KnownKind
  value: string
  onChange: (value: string) => void
}) {
  const { label, kind, value, onChange } = props
  const [search] = useDebouncedValue(kind === 'products' ? value : '', 250)
  const { data } = useQuery(knownValuesQuery(search))
  const known =
    kind === 'products'
      ? (data?.products ?? []).map(({ code, name }) => ({
          value: code,
          label: code === name ? code : `${code} · ${name}`,
        }))
      : (data?.[kind] ?? []).map((one) => ({ value: one, label: one }))
  const nameOf = new Map(known.map((one) => [one.value, one.label]))
  return (
    <Autocomplete
      aria-label={label}
      placeholder={label}
      className={styles.textValue}
      size="xs"
      maxLength={120}
      // The server has searched for products, by name too.
      {...(kind === 'products' ? { filter: ({ options }) => options } : {})}
      data={[...nameOf.keys()]}
      renderOption={({ option }) => nameOf.get(option.value) ?? option.value}
      value={value}
      onChange={onChange}
    />
  )
}
