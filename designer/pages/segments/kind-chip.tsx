import { useTranslation } from 'react-i18next'
import type { SegmentDetail } from '../../../schemas/api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip } from '../../components/page.tsx'

/** Whether a segment changes with the customers, or since when it stands fixed. */
export function KindChip({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation('segments')
  const format = useFormats()
  if (segment.fixedAt === null) return <Chip>{t('kind.dynamic')}</Chip>
  return <Chip tone="accent">{t('kind.fixed', { day: format.day(segment.fixedAt) })}</Chip>
}
