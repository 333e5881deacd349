import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The day a table tells of, YYYY-MM-DD; empty: now. */
export function AsOfField(props: { day: string; onChange: (day: string) => void }) {
  const { t } = useTranslation('analysis')
  return (
    <TextInput
      type="date"
      label={t('asOf')}
      value={props.day}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  )
}
