import { parseArgs } from 'node:util'
import { makeAudience } from '../support/launch.ts'
import { printFigure } from './figures.ts'
import { startMachine } from './machine.ts'
import { measurePass, type Pass } from './pass.ts'

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const repetitions = options.quick ? 2 : 5
const cohortCustomers = options.quick ? 20_000 : 100_000
const singleCustomers = options.quick ? 300 : 1000

const machine = await startMachine()
try {
  await makeAudience(machine.db, cohortCustomers)
  // Nights must not defer anything: the hour of the measurement is no part of it.
  await machine.db
    .insertInto('policy')
    .values({
      created_by: 'bench',
      policy: JSON.stringify({ quietChannels: [], contactLimit: { contacts: 100, days: 1 } }),
    })
    .execute()
  const cohorts: Pass[] = []
  const singles: Pass[] = []
  await measurePass(machine, { way: 'cohort', customers: 4000, cohortSize: 2000 })
  for (let i = 0; i < repetitions; i++) {
    cohorts.push(
      await measurePass(machine, { way: 'cohort', customers: cohortCustomers, cohortSize: 2000 }),
    )
    singles.push(
      await measurePass(machine, { way: 'single', customers: singleCustomers, cohortSize: 1 }),
    )
  }
  const perSecond = (p: Pass) => p.customers / p.busySeconds
  const ratios = cohorts.map((c, i) => perSecond(c) / perSecond(singles[i] as Pass))
  const print = (figure: string, values: number[], unit: string, n: number) =>
    printFigure({ figure, values, unit, n }, machine.label)
  print('customers_per_s_cohort_contacts', cohorts.map(perSecond), 'customers/s', cohortCustomers)
  print('customers_per_s_single_contacts', singles.map(perSecond), 'customers/s', singleCustomers)
  print('cohort_over_single', ratios, 'ratio', cohortCustomers)
  print(
    'temporal_transitions_per_customer_cohort',
    cohorts.map((c) => c.transitionsPerCustomer),
    'transitions/customer',
    cohortCustomers,
  )
  print(
    'temporal_transitions_per_customer_single',
    singles.map((s) => s.transitionsPerCustomer),
    'transitions/customer',
    singleCustomers,
  )
} finally {
  await machine.stop()
}
