import type { Report } from '../../../schemas/api/report.ts'
import type { FunnelStep } from './funnel-step.ts'

/** The funnel and the contacts as one table for a spreadsheet: UTF-8 with its mark, numbers unformatted. */
export function reportCsv(report: Report, nameOf: (step: FunnelStep['step']) => string): string {
  const rows: (string | number | null)[][] = [
    ['step', 'name', 'customers', 'cost', 'unit_cost', 'of_contacted', 'of_previous'],
    ...report.funnel.map((row) => [
      row.step,
      nameOf(row.step),
      row.customers,
      row.cost,
      row.unitCost,
      row.ofContacted,
      row.ofPrevious,
    ]),
    [],
    [
      'sales',
      'purchases',
      'buyers',
      'average_basket',
      'visits_per_buyer',
      'cost',
      'return_on_investment',
    ],
    [
      report.sales.amount,
      report.sales.purchases,
      report.sales.buyers,
      report.sales.averageBasket,
      report.sales.visitsPerBuyer,
      report.costs.total,
      report.returnOnInvestment,
    ],
    [],
    ['node', 'channel', 'ordered', 'accepted', 'purchased', 'purchased_late', 'cost'],
    ...report.contacts.map((contact) => [
      contact.node,
      contact.channel,
      contact.ordered,
      contact.accepted,
      contact.responses['purchased'] ?? 0,
      contact.late['purchased'] ?? 0,
      contact.cost,
    ]),
    [],
    ['node', 'arm', 'label', 'people', 'buyers', 'rate', 'rate_low', 'rate_high', 'amount', 'cost'],
    ...report.arms.map((arm) => [
      arm.node,
      arm.port,
      arm.label,
      arm.people,
      arm.buyers,
      arm.rate?.value ?? null,
      arm.rate?.low ?? null,
      arm.rate?.high ?? null,
      arm.amount,
      arm.cost,
    ]),
    [],
    ['dormancy_months', 'points_third', 'contacted', 'woke_up', 'won_back', 'amount'],
    ...report.bands.map((band) => [
      band.dormancy,
      band.pointsThird,
      band.contacted,
      band.wokeUp,
      band.wonBack,
      band.amount,
    ]),
  ]
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Text that a spreadsheet would take for a formula is made plain with an apostrophe; negative numbers are numbers. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
