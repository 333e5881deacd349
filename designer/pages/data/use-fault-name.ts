import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { attributesQuery } from '../../api/segments.ts'

/** What a fault of a file is called: the field whose value was wrong, else the reason. */
export function useFaultName(): (fault: string) => string {
  const { t } = useTranslation('data')
  const attributes = useQuery(attributesQuery).data
  return (fault) => {
    if (/^[A-Z_]+$/.test(fault)) return t(`reject.${fault}`)
    const known = attributes?.find(({ key }) => `attributes.${key}` === fault)
    const name = known?.label ?? (fault.startsWith('attributes.') ? fault : t(`field.${fault}`))
    return t('source.fault', { field: name })
  }
}
