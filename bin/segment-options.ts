import { z } from 'zod'
import { loadInstallation } from '../db/installation.ts'
import type { Db } from '../db/schema.ts'
import { parseJson } from '../engine/read-scenario.ts'
import { dayWindow } from '../engine/rules/windows.ts'
import { isoDateSchema } from '../schemas/basics.ts'
import { type Rule, ruleSchema } from '../schemas/rule.ts'
import { UsageError } from './command.ts'
import { describeIssues } from './zod-issues.ts'

/** The rule in an option of the command line. */
export function parseRule(option: string, text: string): Rule {
  const json = parseJson(text)
  if ('problem' in json) throw new UsageError(`${option} is not JSON: ${json.problem}.`)
  const parsed = ruleSchema.safeParse(json.value)
  if (parsed.success) return parsed.data
  const problems = describeIssues(parsed.error.issues, json.value)
  throw new UsageError(`${option} is no rule: ${problems.join(' ')}`)
}

/** A day, or an ISO instant with its offset. */
export const momentSchema = z.string().refine(isMoment, {
  error: 'a day like 2026-01-31 or an instant like 2026-01-31T09:00:00+09:00',
})

function isMoment(text: string): boolean {
  if (isoDateSchema.safeParse(text).success) return true
  return /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** The instant of a `momentSchema`: a day as it ended in the zone of the installation, or an ISO instant; by default now. */
export async function parseInstant(db: Db, text: string | undefined): Promise<number> {
  if (text === undefined) return Date.now()
  if (isoDateSchema.safeParse(text).success) {
    const { zone } = await loadInstallation(db)
    return dayWindow(zone, text).until - 1
  }
  return Date.parse(text)
}
