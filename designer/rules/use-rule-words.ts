import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FieldRule, PurchaseRule, Rule } from '../../schemas/rule.ts'
import { useFormats } from '../app/use-formats.ts'
import { comparisonOf, subjectOf, unitOf } from './subjects.ts'
import { useSubjectName } from './use-subject-name.ts'

/** A rule in one line, for lists and cards: "months dormant at least 6 · points at least 10,000". */
export function useRuleWords(): (rule: Rule) => string {
  const { t } = useTranslation(['rules', 'words'])
  const format = useFormats()
  const client = useQueryClient()
  const nameOf = useSubjectName()

  const say = (rule: Rule, inside = false): string => {
    switch (rule.type) {
      case 'everyone':
        return t('say.everyone')
      case 'all':
      case 'any': {
        const joined = rule.rules
          .map((part) => say(part, true))
          .join(t(rule.type === 'all' ? 'say.and' : 'say.or'))
        return inside && rule.rules.length > 1 ? `(${joined})` : joined || t('say.everyone')
      }
      case 'not':
        return t('say.not', { rule: say(rule.rule, true) })
      case 'consent':
        return t(rule.given ? 'say.consentYes' : 'say.consentNo', {
          channel: t(`words:channel.${rule.channel}`),
        })
      case 'reachable':
        return t(rule.reachable ? 'say.reachable' : 'say.notReachable', {
          channel: t(`words:channel.${rule.channel}`),
        })
      case 'purchases':
        return t('say.purchases', {
          window: windowOf(rule),
          subject: withParts(nameOf(subjectOf(rule)), [rule.category, rule.product, rule.channel]),
          op: t(`op.number.${rule.op}`),
          value: measured(rule.value, unitOf[subjectOf(rule)]),
        }).trim()
      case 'responses':
        return t('say.responses', {
          window: rule.withinDays === undefined ? t('window.ever') : lastDays(rule.withinDays),
          response: withParts(t(`response.${rule.response}`), [
            rule.channel && t(`words:channel.${rule.channel}`),
            rule.campaign && (nameIn(['campaigns'], rule.campaign) ?? t('say.oneCampaign')),
          ]),
          op: t(`op.number.${rule.op}`),
          value: measured(rule.value, 'times'),
        })
      case 'segment':
        return sayMember(rule.member, 'Segment', nameIn(['segments'], rule.segment))
      case 'list':
        return sayMember(rule.member, 'List', nameIn(['lists'], rule.list))
      case 'field':
        return sayField(rule)
    }
  }
  const sayMember = (member: boolean, of: 'Segment' | 'List', name: string | undefined) =>
    name === undefined
      ? t(`say.${member ? 'in' : 'notIn'}${of}`)
      : t(`say.${member ? 'in' : 'notIn'}Named`, { name })
  /** By what pages have loaded so far: no sentence is worth a request. */
  const nameIn = (key: readonly string[], id: string): string | undefined =>
    client
      .getQueriesData<readonly { id: string; name: string }[] | { id: string; name: string }>({
        queryKey: key,
      })
      .flatMap(([, data]) => (Array.isArray(data) ? data : data ? [data] : []))
      .find((one: { id?: string }) => one.id === id)?.name
  const sayField = (rule: FieldRule): string => {
    const subject = nameOf(rule.field)
    const op = comparisonOf(rule)
    if (op === 'exists' || op === 'missing')
      return t('say.exists', { subject, op: t(`op.text.${op}`) })
    const type =
      typeof rule.value === 'number' ? 'number' : looksLikeDay(rule.value) ? 'date' : 'text'
    if (type !== 'text')
      return t(`say.${type}`, {
        subject,
        op: t(`op.${type}.${op}`),
        value:
          typeof rule.value === 'number'
            ? measured(rule.value, unitOf[rule.field])
            : format.plainDay(String(rule.value)),
      })
    const values = (Array.isArray(rule.value) ? rule.value : [rule.value]).map((value) =>
      rule.field === 'gender' || rule.field === 'language' || typeof value === 'boolean'
        ? t(`choice.${String(value)}`)
        : String(value),
    )
    return t(op === 'isNot' ? 'say.textNot' : 'say.text', { subject, value: values.join(', ') })
  }
  const measured = (value: number, unit: (typeof unitOf)[keyof typeof unitOf]): string => {
    if (unit === 'money') return format.money(value)
    return unit
      ? t('say.measured', {
          value: format.number(value),
          unit: t(`unit.${unit}`, { count: value }),
        })
      : format.number(value)
  }
  const lastDays = (count: number) => t('say.last', { count, days: format.number(count) })
  const windowOf = ({ withinDays, from, to }: PurchaseRule): string => {
    if (withinDays !== undefined) return lastDays(withinDays)
    if (!from && !to) return t('window.ever')
    return t('say.between', {
      from: from ? format.plainDay(from) : '',
      to: to ? format.plainDay(to) : '',
    })
  }
  return (rule) => say(rule)
}

/** What is spoken of, with what narrows it in brackets. */
function withParts(subject: string, parts: readonly (string | undefined)[]): string {
  const said = parts.filter((part) => part !== undefined && part !== '')
  return said.length === 0 ? subject : `${subject} (${said.join(', ')})`
}

function looksLikeDay(value: FieldRule['value']): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
}
