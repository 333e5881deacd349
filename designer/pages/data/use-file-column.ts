import { useTranslation } from 'react-i18next'
import type { Quality } from '../../../schemas/api/quality.ts'
import { useFormats } from '../../app/use-formats.ts'

type SourceFile = Quality['sources'][number]['trend'][number]

/** The column of a file in a heat table of a source's files. */
export function useFileColumn(): (file: SourceFile) => { key: string; name: string; note: string } {
  const { t } = useTranslation('data')
  const format = useFormats()
  return ({ at, rows }) => ({
    key: at,
    name: format.moment(at),
    note: t('source.rowsOf', { n: format.number(rows) }),
  })
}
