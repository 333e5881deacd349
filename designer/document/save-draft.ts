import type { z } from 'zod'
import { newerDraftSchema, type savedScenarioSchema } from '../../schemas/api/scenarios.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { ApiFailure } from '../api/api-failure.ts'
import { ask } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { scenarioQuery } from './queries.ts'

export type NewerDraft = z.infer<typeof newerDraftSchema>

export type SaveAnswer =
  | { readonly is: 'saved'; readonly revision: number; readonly at: string }
  | { readonly is: 'newer'; readonly newer: NewerDraft }
  | { readonly is: 'unreachable' }
  | { readonly is: 'refused'; readonly problem: unknown }

/** PUT /scenarios/{id}, with every way it can end. */
export async function saveDraft(
  scenarioId: string,
  draft: Scenario,
  revision: number,
): Promise<SaveAnswer> {
  try {
    const body = { draft, revision }
    const saved = await ask<z.infer<typeof savedScenarioSchema>>(`/scenarios/${scenarioId}`, {
      method: 'PUT',
      body,
    })
    // Whoever looks at the drawing next sees what was saved, not what was once loaded.
    queries.setQueryData(
      scenarioQuery(scenarioId).queryKey,
      (known) => known && { ...known, ...saved, draft, name: draft.name, changedSince: true },
    )
    return { is: 'saved', revision: saved.revision, at: saved.updatedAt }
  } catch (problem) {
    if (!(problem instanceof ApiFailure)) throw problem
    if (problem.mayPass || problem.code === 'NOT_SIGNED_IN') return { is: 'unreachable' }
    const newer = newerDraftSchema.safeParse(problem.details['current'])
    return problem.code === 'CONFLICT' && newer.success
      ? { is: 'newer', newer: newer.data }
      : { is: 'refused', problem }
  }
}
