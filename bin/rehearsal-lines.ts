import type { Plan } from '../schemas/plan.ts'
import type { RehearsalResult } from '../schemas/rehearsal.ts'
import { formatTable } from './output.ts'

/** A rehearsal for reading: what it comes to, step by step, day by day, and what it assumes. */
export function describeRehearsal(plan: Plan, result: RehearsalResult): string {
  return [
    summary(result).join('\n'),
    formatTable(stepRows(plan, result), ['step', 'kind', 'entered', 'contacts', 'left', 'stopped']),
    formatTable(dayRows(result), ['day', 'contacts', 'calls', 'cost', 'purchases', 'sales']),
    assumptions(result),
  ].join('\n\n')
}

function summary({ customers, contacts, cost, purchases, ends, ...rest }: RehearsalResult) {
  const { calls, uncontacted, exclusions, rewards, lastLeavesAt } = rest
  const minutes = calls.minutesPerDay?.reduce((sum, n) => sum + n, 0)
  return [
    `${count(customers)} customers: ${count(ends.success)} won, ${count(ends.completed)} completed, ${count(ends.left)} left early, ${count(ends.standing)} still inside, ${count(ends.held)} held`,
    `${count(contacts.total)} contacts to ${count(contacts.customers)} customers; ${count(calls.total)} calls${minutes === undefined ? '' : `, ${count(minutes)} minutes`}`,
    `cost ${count(cost.contacts)} of ${cost.budget === null ? 'no budget' : count(cost.budget)}${cost.exhaustedOn === null ? '' : `, exhausted on ${cost.exhaustedOn}: ${count(cost.held)} held`}; rewards ${count(cost.rewards)}`,
    `${count(purchases.n)} purchases expected for ${count(purchases.amount)}`,
    ...rewards.map(
      ({ name, issued, stock, soldOut, soldOutOn }) =>
        `${name}: ${count(issued)} issued${stock === null ? '' : ` of ${count(stock)}`}${soldOutOn === null ? '' : `, none left from ${soldOutOn} on for ${count(soldOut)}`}`,
    ),
    ...exclusions.map(({ channel, reason, n }) => `not made by ${channel}: ${count(n)} ${reason}`),
    ...Object.entries(uncontacted.reasons).map(
      ([reason, n]) => `never contacted: ${count(n)} ${reason}`,
    ),
    lastLeavesAt === null
      ? 'Not everybody leaves.'
      : `The last leaves at ${new Date(lastLeavesAt).toISOString()}.`,
  ]
}

function stepRows(plan: Plan, { nodes }: RehearsalResult) {
  const titles = new Map(plan.nodes.map(({ id, node }) => [id, node]))
  return nodes.map(({ node: id, entered, contacts, ports, ended, held, standing, unsent }) => {
    const node = titles.get(id)
    const left = [...Object.entries(ports), ...(ended > 0 ? [['out', ended] as const] : [])]
    const stopped = [...Object.entries(unsent), ...Object.entries(held)]
    if (standing > 0) stopped.push(['waiting', standing])
    return {
      step: node?.title || id,
      kind: node?.kind ?? '',
      entered,
      contacts,
      left: left.map(([port, n]) => `${port} ${count(n)}`).join(', '),
      stopped: stopped.map(([reason, n]) => `${reason} ${count(n)}`).join(', '),
    }
  })
}

function dayRows({ days, contacts, calls, cost, purchases }: RehearsalResult) {
  const rows = days.map((day, i) => ({
    day,
    contacts: Object.values(contacts.perDay).reduce((sum, perDay) => sum + (perDay[i] ?? 0), 0),
    calls: calls.perDay[i] ?? 0,
    cost: cost.perDay[i] ?? 0,
    purchases: purchases.perDay[i] ?? 0,
    sales: purchases.amountPerDay[i] ?? 0,
  }))
  return rows.filter((row) => row.contacts + row.calls + row.purchases > 0)
}

function assumptions({ assumptions: { responses, purchaseAmount } }: RehearsalResult): string {
  const rates = responses.map(
    ({ channel, response, probability, meanHours }) =>
      `${channel} ${response} ${Math.round(probability * 1000) / 10} % after ${meanHours} h`,
  )
  return `Assumed: every contact that is sent arrives; profiles stay as they are; a purchase is ${count(purchaseAmount)} on average;\n${rates.join('; ')}.`
}

function count(n: number): string {
  return n.toLocaleString('en')
}
