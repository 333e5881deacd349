import { useTranslation } from 'react-i18next'
import type { GridBand } from '../../../schemas/api/grids.ts'
import { useFormats } from '../../app/use-formats.ts'
import { type Subject, unitOf } from '../../rules/subjects.ts'

/** Numbers that are whole, so that a band ends one before the next begins. */
const whole = new Set(['days', 'months', 'times', 'years', 'products'])

/** A band in a few words: "3–5 months", "₩50,000 or more", "서울", "never bought". */
export function useBandName(): (band: GridBand, subject: Subject | null) => string {
  const { t, i18n } = useTranslation(['analysis', 'rules'])
  const format = useFormats()
  return (band, subject) => {
    const unit = subject === null ? undefined : unitOf[subject]
    const bare = (value: number | string) => {
      if (typeof value === 'string') return format.plainDay(value)
      return unit === 'money' ? format.money(value) : format.number(value)
    }
    const measured = (text: string, last: number | string) =>
      unit === undefined || unit === 'money'
        ? text
        : t('rules:say.measured', {
            value: text,
            unit: t(`rules:unit.${unit}`, { count: Number(last) }),
          })
    switch (band.kind) {
      case 'rule':
        return band.name
      case 'other':
        return t('band.other')
      case 'absent':
        return t(
          subject !== null && fromPurchases.has(subject) ? 'band.neverBought' : 'band.absent',
        )
      case 'value': {
        const key = `rules:choice.${String(band.value)}`
        if (typeof band.value === 'number') return format.number(band.value)
        return i18n.exists(key) ? t(key) : band.value === '' ? t('band.blank') : String(band.value)
      }
      case 'range': {
        const { from, below } = band
        if (from === null && below === null) return t('band.all')
        if (from === null) {
          const zero = unit && whole.has(unit) && typeof below === 'number'
          if (!zero) return t('band.below', { value: measured(bare(below ?? 0), below ?? 0) })
          return measured(below === 1 ? '0' : `0–${format.number(below - 1)}`, below - 1)
        }
        if (below === null) return t('band.from', { value: measured(bare(from), from) })
        const last = unit && whole.has(unit) && typeof below === 'number' ? below - 1 : below
        return measured(last === from ? bare(from) : `${bare(from)}–${bare(last)}`, last)
      }
    }
  }
}

const fromPurchases: ReadonlySet<Subject> = new Set<Subject>([
  'recencyDays',
  'dormancyMonths',
  'tenureDays',
  'averageBasket',
  'preferredChannel',
  'preferredCategory',
  'lastPurchaseAt',
  'firstPurchaseAt',
])
