import { Field, Tick } from './fields.tsx'
import { NumberInput } from './number-input.tsx'

/** Whether a contact is advertising, and what one costs. */
export function ContactCost(props: {
  value: { readonly advertising: boolean; readonly unitCost: number }
  words: { readonly advertising: string; readonly unitCost: string }
  change: (
    patch: { advertising?: boolean; unitCost?: number },
    field: 'advertising' | 'unitCost',
  ) => void
}) {
  const { value, words, change } = props
  return (
    <>
      <Tick
        checked={value.advertising}
        onChange={(advertising) => change({ advertising }, 'advertising')}
      >
        {words.advertising}
      </Tick>
      <Field label={words.unitCost} field="unitCost">
        {({ id }) => (
          <NumberInput
            id={id}
            label={words.unitCost}
            value={value.unitCost}
            min={0}
            max={1e12}
            decimals
            onChange={(unitCost) => unitCost !== null && change({ unitCost }, 'unitCost')}
          />
        )}
      </Field>
    </>
  )
}
