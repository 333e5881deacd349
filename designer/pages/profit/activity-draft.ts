import type { CostModel, Driver } from '../../../schemas/cost-model.ts'

export type ActivityDraft = CostModel['activities'][number]

export const drivers = [
  'email',
  'sms',
  'letter',
  'call',
  'order',
  'brought',
] as const satisfies readonly Driver[]

export function freshActivity(
  others: readonly ActivityDraft[],
  driver: Driver,
  name: string,
): ActivityDraft {
  return { key: freshKey(others), name, driver, spent: 0, capacity: 1000 }
}

/** A key no other activity has; units brought in from outside name it. */
function freshKey(others: readonly ActivityDraft[]): string {
  const taken = new Set(others.map(({ key }) => key))
  let n = others.length + 1
  while (taken.has(`activity${n}`)) n += 1
  return `activity${n}`
}
