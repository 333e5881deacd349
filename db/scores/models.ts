import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { ScoreKind } from '../../schemas/score.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { DbOrTx, Tx } from '../schema.ts'

export interface ScoreModel {
  readonly id: number
  readonly kind: ScoreKind
  readonly name: string
  readonly version: number
  readonly settings: unknown
  readonly parameters: unknown
  readonly quality: unknown
  /** The oldest data it looked at; null: all there was. */
  readonly windowFrom: InstantMs | null
  /** The newest. */
  readonly asOf: InstantMs
  /** How many customers have its scores. */
  readonly customers: number
  readonly madeAt: InstantMs
  readonly madeBy: string
  /** Keys whose current values come from it. */
  readonly keys: readonly string[]
}

/** What a model is before it is kept. */
export interface NewModel {
  readonly kind: ScoreKind
  readonly name: string
  readonly settings: unknown
  readonly parameters: unknown
  readonly quality: unknown
  readonly windowFrom: InstantMs | null
  readonly asOf: InstantMs
  readonly customers: number
  readonly keys: readonly string[]
  readonly by: string
}

/** Keeps a model as the next version of its name and makes its keys come from it; returns its number. */
export async function saveModel(tx: Tx, model: NewModel): Promise<{ id: number; version: number }> {
  // One at a time per name, so that no two become the same version.
  await sql`select pg_advisory_xact_lock(hashtext(${`score ${model.name}`}))`.execute(tx)
  const { version } = await tx
    .selectFrom('score_model')
    .select((eb) => eb.fn.coalesce(eb.fn.max('version'), eb.lit(0)).as('version'))
    .where('name', '=', model.name)
    .executeTakeFirstOrThrow()
  const { id } = await tx
    .insertInto('score_model')
    .values({
      kind: model.kind,
      name: model.name,
      version: version + 1,
      settings: JSON.stringify(model.settings),
      parameters: JSON.stringify(model.parameters),
      quality: JSON.stringify(model.quality),
      window_from: model.windowFrom === null ? null : new Date(model.windowFrom),
      as_of: new Date(model.asOf),
      customers: model.customers,
      made_by: model.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('score')
    .values(model.keys.map((key) => ({ key, model: id })))
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ model: id }))
    .execute()
  await writeAudit(tx, {
    actor: model.by,
    action: 'score.make',
    subject: `score:${model.name}`,
    detail: { version: version + 1, customers: model.customers },
  })
  return { id, version: version + 1 }
}

/** Models, the newest first; with `current`, only those that some key comes from. */
export async function listModels(
  db: DbOrTx,
  { current = false, name }: { current?: boolean; name?: string } = {},
): Promise<ScoreModel[]> {
  const { rows } = await sql<ScoreModel>`
    select m.id, m.kind, m.name, m.version, m.settings, m.parameters, m.quality, m.window_from as "windowFrom",
      m.as_of as "asOf", m.customers, m.made_at as "madeAt", m.made_by as "madeBy",
      coalesce((select array_agg(s.key order by s.key) from score s where s.model = m.id), '{}') as keys
    from score_model m
    where (not ${current} or exists (select from score s where s.model = m.id))
      and (${name ?? null}::text is null or m.name = ${name ?? null})
    order by m.id desc limit 200`.execute(db)
  return rows
}

/** One score of a customer, with where it comes from. */
export interface CustomerScore {
  readonly key: string
  readonly value: number
  readonly model: string
  readonly version: number
  /** The oldest data the model looked at; null: all there was. */
  readonly windowFrom: InstantMs | null
  readonly asOf: InstantMs
  readonly madeAt: InstantMs
}

/** The current scores of one customer, by key. */
export async function scoresOf(db: DbOrTx, customer: number): Promise<CustomerScore[]> {
  const { rows } = await sql<CustomerScore>`
    select s.key, (v.value)::float8 as value, m.name as model, m.version,
      m.window_from as "windowFrom", m.as_of as "asOf", m.made_at as "madeAt"
    from customer_score c, jsonb_each(c.scores) v
    join score s on s.key = v.key
    join score_model m on m.id = s.model
    where c.customer = ${customer} order by s.key`.execute(db)
  return rows
}

/**
 * Takes back these keys from everybody, before new values are written: whom the new model does not know must not keep
 * the old one's.
 */
export async function clearScores(tx: Tx, keys: readonly string[]): Promise<void> {
  await sql`
    update customer_score set scores = scores - ${keys}::text[] where scores ?| ${keys}::text[]`.execute(
    tx,
  )
}

/** How the values of a score are spread: bins of equal width between its 1st and 99th percentile, outliers at the ends. */
export async function scoreDistribution(
  db: DbOrTx,
  key: string,
  bins: number,
): Promise<{ from: number; to: number; customers: number }[]> {
  const { rows } = await sql<{ from: number; to: number; customers: number }>`
    with v as (select (scores ->> ${key}::text)::float8 as x from customer_score where scores ? ${key}::text),
    ends as (
      select percentile_disc(0.01) within group (order by x) as low,
        percentile_disc(0.99) within group (order by x) as high from v),
    counted as (
      select case when high > low
        then least(${bins}, greatest(1, width_bucket(x, low, high, ${bins}))) else 1 end as bin, count(*) as n
      from v, ends group by 1)
    select low + (g - 1) * (high - low) / ${bins} as "from", low + g * (high - low) / ${bins} as "to",
      coalesce(c.n, 0)::int as customers
    from ends, generate_series(1, ${bins}::int) g left join counted c on c.bin = g
    where low is not null order by g`.execute(db)
  return rows
}
