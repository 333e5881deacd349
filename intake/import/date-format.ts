import { Failure } from '../../schemas/failure.ts'

/** What a text says of a day and, if it does, of the time and the offset from UTC. */
export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Milliseconds after midnight; null: the text names a day alone. */
  readonly timeMs: number | null
  /** Milliseconds that local time is ahead of UTC; null: the text does not say. */
  readonly offsetMs: number | null
}

export type DateFormat = (text: string) => DateParts | undefined

/**
 * A reader of one pattern: `yyyy`, `yy` (20yy), `MM`, `M`, `dd`, `d`, `HH`, `H`, `mm`, `ss`; everything else stands for
 * itself, spaces for any number of them. Throws Failure INVALID if year, month or day is missing.
 */
export function compileDateFormat(pattern: string): DateFormat {
  const names: string[] = []
  const source = pattern.replaceAll(
    /yyyy|yy|MM?|dd?|HH?|mm|ss|\s+|[^a-zA-Z\s]|[a-zA-Z]/g,
    (token) => {
      const digits = tokenDigits[token]
      if (digits) {
        names.push(token[0] ?? '')
        return `(${digits})`
      }
      if (/^\s+$/.test(token)) return '\\s*'
      return token.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
    },
  )
  const isComplete = ['y', 'M', 'd'].every((name) => names.filter((n) => n === name).length === 1)
  if (!isComplete || new Set(names).size !== names.length) {
    throw new Failure(
      'INVALID',
      `The date format "${pattern}" must name year, month and day once each, for example yyyyMMdd, yyyy-MM-dd or dd/MM/yyyy HH:mm.`,
      { details: { reason: 'DATE_FORMAT_WRONG', pattern } },
    )
  }
  const expression = new RegExp(`^${source}$`)
  return (text) => {
    const match = expression.exec(text)
    if (!match) return undefined
    const value = (name: string) =>
      names.includes(name) ? Number(match[names.indexOf(name) + 1]) : 0
    const year = value('y')
    return {
      year: pattern.includes('yyyy') ? year : 2000 + year,
      month: value('M'),
      day: value('d'),
      timeMs: names.includes('H') ? timeOf(value('H'), value('m'), value('s'), 0) : null,
      offsetMs: null,
    }
  }
}

const tokenDigits: Readonly<Record<string, string>> = {
  yyyy: '\\d{4}',
  yy: '\\d{2}',
  MM: '\\d{2}',
  M: '\\d{1,2}',
  dd: '\\d{2}',
  d: '\\d{1,2}',
  HH: '\\d{2}',
  H: '\\d{1,2}',
  mm: '\\d{2}',
  ss: '\\d{2}',
}

/**
 * Reads every common way of writing a day that begins with the year, cell by cell: 20240105, 2024-01-05, 2024.1.5,
 * 2024/01/05, 2024. 1. 5., 2024년 1월 5일; each alone or followed by a time (14:05, 14:05:30.250, 오후 2:05) and an offset
 * (Z, +09:00). Days that begin otherwise are ambiguous and are not guessed.
 */
export const readYearFirst: DateFormat = (text) => {
  const match = yearFirst.exec(text) ?? compact.exec(text)
  if (!match?.groups) return undefined
  const { year, month, day, noon, hour, minute, second, fraction, zone } = match.groups
  const hours = hour === undefined ? undefined : hourOf(Number(hour), noon)
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    timeMs:
      hours === undefined
        ? null
        : timeOf(hours, Number(minute), Number(second ?? 0), Number(`0.${fraction ?? 0}`)),
    offsetMs: zone === undefined ? null : offsetOf(zone),
  }
}

const timePart =
  '(?<noon>오전|오후|AM|PM)?\\s*(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?\\s*(?<zone>Z|[+-]\\d{2}:?\\d{2})?'
const yearFirst = new RegExp(
  `^(?<year>\\d{4})(?:[-./]\\s?|년\\s*)(?<month>\\d{1,2})(?:[-./]\\s?|월\\s*)(?<day>\\d{1,2})(?:\\.|일)?(?:[T\\s]\\s*${timePart})?$`,
)
const compact =
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:[T\s]?(?<hour>\d{2}):?(?<minute>\d{2}):?(?<second>\d{2})(?<zone>Z)?)?$/

function hourOf(hour: number, noon: string | undefined): number {
  if (noon === undefined) return hour
  if (hour < 1 || hour > 12) return 99
  return (hour % 12) + (noon === '오후' || noon === 'PM' ? 12 : 0)
}

/** NaN for a time that no clock shows. */
function timeOf(hour: number, minute: number, second: number, fraction: number): number {
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN
  return ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(fraction * 1000)
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
