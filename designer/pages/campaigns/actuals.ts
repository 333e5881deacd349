import type { RunDetail } from '../../../schemas/api/runs.ts'

/** What a campaign's real runs have reached and spent so far; sandbox runs reach nobody and do not count. */
export function actualsOf(
  campaign: string,
  runs: readonly RunDetail[],
): { people: number; spent: number } {
  const real = runs.filter((run) => run.campaign.id === campaign && run.kind !== 'sandbox')
  return {
    people: real.reduce((sum, run) => sum + run.admitted, 0),
    spent: real.reduce((sum, run) => sum + run.budget.spent, 0),
  }
}
