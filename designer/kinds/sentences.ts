import type { TFunction } from 'i18next'
import { knownTags } from '../../engine/render/known-tags.ts'
import type { Duration } from '../../schemas/basics.ts'
import type { Entry } from '../../schemas/kinds/segment.ts'
import type { Change } from '../../schemas/kinds/update.ts'
import type { WaitUntil } from '../../schemas/kinds/wait.ts'
import type { Node } from '../../schemas/scenario.ts'
import type { Formats } from '../format.ts'

export function durationText(t: TFunction, { amount, unit }: Duration): string {
  return t(`duration.${unit}`, { count: amount })
}

/** Every day, weekdays, weekends, or the days by name. */
export function weekdaysText(t: TFunction, weekdays: readonly number[]): string {
  const days = weekdays.toSorted((a, b) => a - b).join('')
  if (days === '1234567') return t('weekdays.every')
  if (days === '12345') return t('weekdays.work')
  if (days === '67') return t('weekdays.weekend')
  return [...days].map((day) => t(`weekday.${day}`)).join(t('weekdays.and'))
}

export function waitText(t: TFunction, formats: Formats, until: WaitUntil): string {
  switch (until.mode) {
    case 'duration': {
      const duration = durationText(t, until.duration)
      if (!until.thenAt) return t('wait.duration', { duration })
      const { weekdays, time } = until.thenAt
      return t('wait.durationThen', { duration, days: weekdaysText(t, weekdays), time })
    }
    case 'date':
      return t('wait.date', { date: formats.plainDay(until.date), time: until.time })
    case 'weekday':
      return t('wait.weekday', { days: weekdaysText(t, until.weekdays), time: until.time })
  }
}

/** When customers come in; empty for the usual way, once at the start. */
export function entryText(t: TFunction, entry: Entry | undefined): string {
  switch (entry?.by) {
    case undefined:
    case 'once':
      return ''
    case 'schedule':
      return t('entry.schedule', { days: weekdaysText(t, entry.weekdays), time: entry.time })
    case 'event':
      return entry.event === 'purchase'
        ? t('entry.onPurchase')
        : t('entry.onEvent', { event: entry.event })
  }
}

export function changeText(t: TFunction, formats: Formats, change: Change): string {
  switch (change.op) {
    case 'set':
      return t('update.set', { attribute: change.attribute, value: String(change.value) })
    case 'clear':
      return t('update.clear', { attribute: change.attribute })
    case 'addPoints':
      return t(change.points < 0 ? 'update.takePoints' : 'update.givePoints', {
        points: formats.number(Math.abs(change.points)),
      })
  }
}

/** The name of a way out, as its chip shows it; empty where there is only one. */
export function portText(t: TFunction, node: Node, port: string): string {
  if (port === 'exhausted') return t('port.exhausted')
  switch (node.kind) {
    case 'experiment': {
      const index = node.arms.findIndex((arm) => arm.port === port)
      return node.arms[index]?.label || t('port.arm', { letter: letterOf(index) })
    }
    case 'condition': {
      const index = node.branches.findIndex((branch) => branch.port === port)
      if (index < 0) return t('port.else')
      return node.branches[index]?.label || t('port.branch', { letter: letterOf(index) })
    }
    case 'response':
      return port === 'none' ? t('port.none') : t(`response.${port}`)
    case 'call':
      return port === 'next' ? t('port.otherCalls') : t(`callResult.${port}`)
    case 'channel':
      return port === 'unsent' ? t('port.unsent') : t('port.sent')
    case 'offer':
      return port === 'soldOut' ? t('port.soldOut') : t('port.given')
    case 'segment':
    case 'wait':
    case 'update':
    case 'goal':
    case 'exit':
      return t('port.next')
  }
}

/** A message on one line, its merge tags by their names. */
export function tagsNamed(t: TFunction, text: string): string {
  return text
    .replaceAll(/\{\{\s*(\w+)[^{}]*\}\}/g, (whole, name: string) =>
      Object.hasOwn(knownTags, name) ? `{${t(`tag.${name}`)}}` : whole,
    )
    .replaceAll(/\s+/g, ' ')
}

/** A, B, … T: branches are at most twenty. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + Math.max(0, index))
}
