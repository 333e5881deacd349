import { type RawBuilder, sql } from 'kysely'
import { type Calibration, calibrationOf } from '../../engine/scores/calibration.ts'
import {
  fitLogistic,
  type LogisticModel,
  type Observation,
  propensity,
} from '../../engine/scores/logistic.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { PropensitySettings } from '../../schemas/score.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { clearScores, saveModel } from './models.ts'

const name = 'Propensity'
const observationsMin = 200
const observationsMax = 200_000

/** What the model looks at, as of the instant of a contact; logarithms tame the long tails of counts and sums. */
export const propensityFeatures = [
  'recencyDays',
  'purchaseCountLog',
  'totalAmountLog',
  'tenureDays',
  'earlierContacts',
  'earlierResponses',
] as const

export interface PropensityModel {
  readonly model: LogisticModel
  /** On the customers held out, whom the fit has not seen. */
  readonly heldOut: Calibration
}

/**
 * Learns from the contacts of earlier campaigns who responds, and gives every customer the probability as of an
 * instant. Three customers in ten are held out of the fit, chosen by lot, all their contacts with them; how well the
 * model does on them is kept with it. Contacts too young to have run out their window are left out. Fails with
 * NOT_READY when there is too little to learn from.
 */
export async function makePropensityScores(
  db: Db,
  { asOf, settings, by }: { asOf: InstantMs; settings: PropensitySettings; by: string },
): Promise<PropensityModel & { name: string; version: number; customers: number }> {
  return inTransaction(db, async (tx) => {
    await sql`select set_config('work_mem', '256MB', true), set_config('jit', 'off', true)`.execute(
      tx,
    )
    const contacts = await loadObservations(tx, asOf, settings)
    const found = learn(contacts)
    const customers = await writeScores(tx, asOf, found.model)
    const { version } = await saveModel(tx, {
      ...{ kind: 'propensity', name, settings, asOf, by, customers },
      parameters: { features: propensityFeatures, ...found.model },
      quality: { heldOut: found.heldOut },
      windowFrom: contacts.reduce<number | null>((m, c) => Math.min(m ?? c.at, c.at), null),
      keys: ['propensity'],
    })
    return { ...found, name, version, customers }
  })
}

interface ObservedContact extends Observation {
  readonly at: InstantMs
  readonly heldOut: boolean
}

function learn(contacts: readonly ObservedContact[]): PropensityModel {
  const remedy = 'Run campaigns first, or learn from simulated customers to try it out.'
  if (contacts.length < observationsMin) {
    throw new Failure(
      'NOT_READY',
      `Only ${contacts.length} contacts have run out their window; this needs ${observationsMin}. ${remedy}`,
      { details: { reason: 'TOO_FEW_CONTACTS', n: contacts.length, least: observationsMin } },
    )
  }
  const model = fitLogistic(contacts.filter((c) => !c.heldOut))
  const heldOut = model
    ? calibrationOf(
        contacts
          .filter((c) => c.heldOut)
          .map(({ features, responded }) => ({
            probability: propensity(model, features),
            responded,
          })),
      )
    : null
  if (!model || !heldOut) {
    throw new Failure(
      'NOT_READY',
      `Of ${contacts.length} contacts all or none were answered: nothing can be learned. ${remedy}`,
      { details: { reason: 'NOTHING_TO_LEARN', n: contacts.length } },
    )
  }
  return { model, heldOut }
}

/** The features of customer `c` as of `at`, in the order of `propensityFeatures`. */
function featuresSql(at: RawBuilder<unknown>, sandbox: boolean): RawBuilder<unknown> {
  const real = sandbox ? sql`r.kind = 'sandbox'` : sql`r.kind <> 'sandbox'`
  return sql`
    cross join lateral (
      select count(*) as n, coalesce(sum(p.amount), 0)::float8 as total, max(p.at) as last, min(p.at) as first
      from purchase p where p.customer = c.id and p.at <= ${at}) b
    cross join lateral (
      select count(*) as contacts, count(*) filter (where exists (
        select from response s where s.run = i.run and s.cohort = i.cohort and s.node = i.node
          and s.enrolment = i.enrolment and s.visit = i.visit and s.first_at < ${at}
          and s.kind in ('clicked', 'replied', 'purchased', 'answered'))) as answers
      from intent i join run r on r.id = i.run and ${real}
      where i.customer = c.id and i.status = 3 and i.settled_at < ${at}) e
    cross join lateral (
      select array[
        coalesce(extract(epoch from ${at} - b.last) / 86400, 3650),
        ln(1 + b.n), ln(1 + greatest(b.total, 0)),
        coalesce(extract(epoch from ${at} - b.first) / 86400, 0),
        least(e.contacts, 50), least(e.answers, 50)]::float8[] as x) f`
}

async function loadObservations(
  tx: Tx,
  asOf: InstantMs,
  { responses, withinDays, sandbox }: PropensitySettings,
): Promise<ObservedContact[]> {
  const { rows } = await sql<ObservedContact>`
    with contact as materialized (
      select i.run, i.cohort, i.node, i.enrolment, i.visit, i.customer, i.settled_at as at
      from intent i join run r on r.id = i.run and ${sandbox ? sql`r.kind = 'sandbox'` : sql`r.kind <> 'sandbox'`}
      where i.status = 3
        and i.settled_at + ${withinDays}::int * interval '1 day' <= ${
          sandbox ? sql`run_now(r)` : sql`${new Date(asOf)}::timestamptz`
        }
      order by md5(i.outward::text) limit ${observationsMax})
    select k.at, get_byte(decode(md5(c.uuid::text), 'hex'), 0) < 77 as "heldOut", f.x as features,
      exists (
        select from response s where s.run = k.run and s.cohort = k.cohort and s.node = k.node
          and s.enrolment = k.enrolment and s.visit = k.visit and s.kind = any(${responses}::text[])
          and s.first_at < k.at + ${withinDays}::int * interval '1 day') as responded
    from contact k join customer c on c.id = k.customer
    ${featuresSql(sql`k.at`, sandbox)}`.execute(tx)
  return rows
}

async function writeScores(tx: Tx, asOf: InstantMs, model: LogisticModel): Promise<number> {
  await clearScores(tx, ['propensity'])
  const terms = model.coefficients.map((coefficient, i) => {
    const slope = coefficient / (model.deviations[i] ?? 1)
    return sql`${slope}::float8 * (f.x[${i + 1}::int] - ${model.means[i] ?? 0}::float8)`
  })
  const { numAffectedRows } = await sql`
    insert into customer_score as s (customer, scores)
    select c.id, jsonb_build_object('propensity', round(
      (1 / (1 + exp(-(${sql.join([sql`${model.intercept}::float8`, ...terms], sql` + `)}))))::numeric, 4))
    from customer c ${featuresSql(sql`${new Date(asOf)}::timestamptz`, false)}
    where c.erased_at is null order by c.id
    on conflict (customer) do update set scores = s.scores || excluded.scores`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
