import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../schemas/api/common.ts'

/** The sentence of a refusal’s reason with its values; null: it has none, or the words could not be fetched. */
export function useReasonText(): (problem: Pick<Problem, 'code' | 'details'>) => string | null {
  const { t, i18n } = useTranslation('frame')
  const words: Words = {
    t,
    has: (key) => i18n.exists(key),
    number: (value) => new Intl.NumberFormat(i18n.language).format(value),
  }
  return ({ code, details }) => {
    const { reason } = details
    const key = typeof reason === 'string' ? `problems:reason.${reason}` : `problems:code.${code}`
    if (!words.has(key)) return null
    const said = Object.entries(details).map(([name, value]) => [name, say(words, name, value)])
    return String(t(key, Object.fromEntries(said)))
  }
}

interface Words {
  readonly t: TFunction
  readonly has: (key: string) => boolean
  readonly number: (value: number) => string
}

/** Codes and names of fields as a reader calls them, numbers as a reader writes them. */
function say(words: Words, name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => say(words, name, one)).join(', ')
  if (typeof value === 'number') return words.number(value)
  if (typeof value !== 'string') return value
  if (name === 'field' || name === 'fields') return fieldText(words, value)
  const key = wordOf[name]?.(value)
  return key !== undefined && words.has(key) ? words.t(key) : value
}

const channel = (value: string) => `words:channel.${value}`
const wordOf: Readonly<Record<string, (value: string) => string>> = {
  channel,
  channels: channel,
  roles: (value) => `words:role.${value}`,
  looksLike: (value) => `problems:looksLike.${value}`,
  part: (value) => `problems:part.${value}`,
  because: (value) => `problems:because.${value}`,
}

/** The last name of a path such as `activities.2.cost`; numbers are places in a list. */
function fieldText({ t, has, number }: Words, path: string): string {
  const parts = path.split('.')
  const name = parts.findLast((part) => !/^\d+$/.test(part)) ?? ''
  const place = parts.find((part) => /^\d+$/.test(part))
  const key = [`problems:field.${name || 'all'}`, `data:field.${name}`].find(has)
  const field = key === undefined ? name : t(key)
  return place === undefined ? field : t('problems:inRow', { field, n: number(Number(place) + 1) })
}
