import type { Catalogue } from '../../engine/catalogue.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { briefSchema } from '../../schemas/brief.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Kind } from '../../schemas/scenario.ts'
import { listOffers } from '../library/offers.ts'
import type { DbOrTx } from '../schema.ts'
import { listSegments } from '../segments/segment-library.ts'
import { currentPolicy } from './policies.ts'

/**
 * All that a drawing can refer to: every saved segment and offer, the policy, and what earlier plans of the scenario
 * bound its nodes to. `scenario` is its number; null for a drawing that is stored nowhere. Fails with NOT_FOUND.
 */
export async function loadCatalogue(
  db: DbOrTx,
  scenario: number | null,
  now: InstantMs,
): Promise<Catalogue> {
  const segments = await listSegments(db)
  const offers = await listOffers(db)
  const { policy } = await currentPolicy(db)
  return {
    segments: Object.fromEntries(
      segments.map(({ id, name, rule, size }) => [id, { name, rule, size }]),
    ),
    offers: Object.fromEntries(offers.map(({ id, content }) => [id, content])),
    nodes: scenario === null ? {} : await loadNodes(db, scenario),
    policy,
    budget: scenario === null ? null : await loadBudget(db, scenario),
    now,
  }
}

async function loadNodes(db: DbOrTx, scenario: number): Promise<Catalogue['nodes']> {
  const rows = await db
    .selectFrom('scenario_node')
    .select(['node_id', 'no', 'kind'])
    .where('scenario', '=', scenario)
    .execute()
  return Object.fromEntries(
    // Written by publish alone, from a plan that was compiled.
    rows.map(({ node_id, no, kind }) => [node_id, { no, kind: kind as Kind }]),
  )
}

async function loadBudget(db: DbOrTx, scenario: number): Promise<number | null> {
  const row = await db
    .selectFrom('scenario as s')
    .innerJoin('campaign as c', 'c.id', 's.campaign')
    .select('c.brief')
    .where('s.id', '=', scenario)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no scenario ${scenario}.`)
  return briefSchema.parse(row.brief).budget
}
