import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  distributionSchema,
  makeScoresSchema,
  ScoreModelRow,
} from '../../schemas/api/scores.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export type Distribution = z.infer<typeof distributionSchema>
export type MakeScores = z.input<typeof makeScoresSchema>

/** Every model ever made, the newest first; with `current`, those that scores come from now. */
export const scoreModelsQuery = ({ current = false }: { current?: boolean } = {}) =>
  queryOptions({
    queryKey: ['scores', { current }],
    queryFn: async ({ signal }) =>
      (
        await ask<{ items: ScoreModelRow[] }>('/scores', {
          query: { current: String(current) },
          signal,
        })
      ).items,
    staleTime: 60_000,
  })

export const distributionQuery = (key: string) =>
  queryOptions({
    queryKey: ['scores', 'distribution', key],
    queryFn: ({ signal }) => ask<Distribution>(`/scores/${key}/distribution`, { signal }),
  })

/** Answers when all customers have their scores. */
export async function makeScores(body: MakeScores): Promise<ScoreModelRow> {
  const made = await ask<ScoreModelRow>('/scores', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: ['scores'] })
  return made
}
