/** An instant as the API gives it (ISO 8601), or as epoch milliseconds. */
export type Moment = number | string

/** Numbers, money and dates as a reader of `language` writes them; instants in `zone`, by default the browser's. */
export function formatsOf(language: string, { zone, currency = 'KRW' }: FormatOptions = {}) {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB'
  const timeZone = zone === undefined ? {} : { timeZone: zone }
  const number = new Intl.NumberFormat(locale)
  const numberShort = new Intl.NumberFormat(locale, {
    notation: 'compact',
    maximumSignificantDigits: 3,
    useGrouping: 'always',
  })
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const signed = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: currency === 'KRW' ? 0 : 2,
  })
  const price = new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
    ...{ minimumFractionDigits: 0, maximumFractionDigits: 2 },
  })
  const moneyShort = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
    useGrouping: 'always',
  })
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const percentWhole = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
  })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...timeZone })
  const plainDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
  const dayShort = new Intl.DateTimeFormat(locale, {
    month: 'numeric',
    day: 'numeric',
    ...timeZone,
  })
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...timeZone,
  })
  const moment = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: language === 'ko' ? 'numeric' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...timeZone,
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const languageNames = new Intl.DisplayNames([language], { type: 'language' })
  return {
    number: (value: number) => number.format(value),
    /** In few letters: 9,400, 912K, 91.2만. */
    numberShort: (value: number) =>
      value < 10_000 ? number.format(value) : numberShort.format(value),
    decimal: (value: number) => decimal.format(value),
    money: (value: number) => money.format(value),
    /** Of a single unit, which may cost less than the smallest coin. */
    price: (value: number) => price.format(value),
    /** Three figures, for tiles: ₩94.1M, ₩9,410만. */
    moneyShort: (value: number) => moneyShort.format(value),
    /** Takes a share, 0–1. */
    percent: (share: number) => percent.format(share),
    percentWhole: (share: number) => percentWhole.format(share),
    /** A difference of shares, −1 to 1, in percentage points: +18.2%p. */
    points: (share: number) => `${signed.format(share * 100)}%p`,
    day: (at: Moment) => day.format(msOf(at)),
    /** A calendar date YYYY-MM-DD, which has no zone. */
    plainDay: (date: string) => plainDay.format(Date.parse(`${date}T00:00Z`)),
    /** A calendar month YYYY-MM. */
    month: (of: string) => month.format(Date.parse(`${of}-01T00:00Z`)),
    dayShort: (at: Moment) => dayShort.format(msOf(at)),
    time: (at: Moment) => time.format(msOf(at)),
    moment: (at: Moment) => moment.format(msOf(at)),
    /** What the reader calls a language, given by its code. */
    languageName: (code: string) => languageNames.of(code) ?? code,
    /** How far `at` lies from `now`, in the largest unit that fits. */
    ago: (at: Moment, now: Moment) => {
      const [amount, unit] = distance(msOf(at) - msOf(now))
      return relative.format(amount, unit)
    },
  }
}
export type Formats = ReturnType<typeof formatsOf>

export interface FormatOptions {
  readonly zone?: string
  readonly currency?: string
}

export function msOf(at: Moment): number {
  return typeof at === 'number' ? at : Date.parse(at)
}

const unitsMs = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

function distance(ms: number): [number, Intl.RelativeTimeFormatUnit] {
  for (const [unit, unitMs] of unitsMs)
    if (Math.abs(ms) >= unitMs) return [Math.trunc(ms / unitMs), unit]
  return [Math.trunc(ms / 1000), 'second']
}
