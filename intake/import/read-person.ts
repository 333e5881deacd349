import { phoneDigits } from '../../engine/addresses.ts'
import { localMs } from '../../engine/calendar.ts'

/**
 * Readers of a customer’s cells. Each answers the value, or undefined for a text that cannot be meant; an empty cell
 * never reaches them.
 */

/** An address a mail server could take: one @, a domain with a dot, at most 254 characters (RFC 5321). */
export function readEmail(text: string): string | undefined {
  const isAddress = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@.,;]+(?:\.[^\s@.,;]+)+$/.test(text)
  return isAddress && text.length <= 254 ? text : undefined
}

/** A Korean number with its leading 0 (put back where a spreadsheet dropped it from a mobile’s), or one with + and code. */
export function readPhone(text: string): string | undefined {
  if (/[^\d\s+().\-–/]/.test(text)) return undefined
  const dialled = phoneDigits(text)
  const digits = /^1[016-9]\d{7,8}$/.test(dialled) ? `0${dialled}` : dialled
  const mobile = /^(01\d)(\d{3,4})(\d{4})$/.exec(digits)
  if (mobile) return `${mobile[1]}-${mobile[2]}-${mobile[3]}`
  return /^(?:0\d{8,11}|1\d{7}|\+\d{8,15})$/.test(digits) ? digits : undefined
}

const genders: Readonly<Record<string, 'f' | 'm'>> = {
  f: 'f',
  female: 'f',
  woman: 'f',
  여: 'f',
  여자: 'f',
  여성: 'f',
  m: 'm',
  male: 'm',
  man: 'm',
  남: 'm',
  남자: 'm',
  남성: 'm',
}

/** Null: the file says that it is not known. */
export function readGender(text: string): 'f' | 'm' | null | undefined {
  const word = text.toLowerCase()
  return (
    genders[word] ??
    (['unknown', 'u', 'n/a', '-', '미상', '기타', '모름'].includes(word) ? null : undefined)
  )
}

const agreed = new Set('y,yes,1,true,t,o,동의,수신,수신동의,허용,예,네,가능'.split(','))
const refused = new Set(
  'n,no,0,false,f,x,거부,거절,미동의,비동의,수신거부,비수신,아니오,아니요,불가'.split(','),
)

export function readConsent(text: string): boolean | undefined {
  const word = text.toLowerCase().replaceAll(/\s/g, '')
  return agreed.has(word) ? true : refused.has(word) ? false : undefined
}

/** ISO 639-1, two letters. */
export function readLanguage(text: string): string | undefined {
  return /^([a-z]{2})(?:[-_][a-z]{2,4})?$/i.exec(text)?.[1]?.toLowerCase()
}

const knownZones = new Map<string, string | undefined>()

export function readZone(text: string): string | undefined {
  if (knownZones.has(text)) return knownZones.get(text)
  let zone: string | undefined = text
  try {
    localMs(text, 0)
  } catch {
    zone = undefined
  }
  if (knownZones.size < 1000) knownZones.set(text, zone)
  return zone
}
