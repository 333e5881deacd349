import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { DbOrTx } from '../schema.ts'
import { findChanges, type ImportChange } from './changes.ts'
import { fieldChecks, isStale, type SubjectQuality } from './measure.ts'

export interface QualityReport {
  /** Null: nobody has measured yet. */
  readonly measuredAt: InstantMs | null
  readonly customers: number
  readonly subjects: readonly (SubjectQuality & { readonly trend: readonly Mark[] })[]
  readonly duplicates: readonly Duplicates[]
  /** Customers about whom nothing has come in for two years: neither a change, nor a purchase. */
  readonly stale: number
  readonly sources: readonly SourceQuality[]
  readonly changes: readonly ImportChange[]
}

/** Shares from 0 to 1. */
interface Mark {
  readonly at: InstantMs
  readonly filled: number
  readonly valid: number
}

export interface Duplicates {
  readonly by: 'email' | 'phone' | 'nameAndBirthDate'
  /** Groups of customers who have it in common; those who do not exist are left out. */
  readonly groups: number
  readonly customers: number
  /** The first groups, at most 20, of at most 5 customers each; the one known longest first. */
  readonly first: readonly (readonly Person[])[]
}

interface Person {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
}

/** How a source behaves. Days between its imports are the median of the last ten. */
export interface SourceQuality {
  readonly source: string
  readonly kind: string
  readonly imports: number
  readonly lastAt: InstantMs
  readonly usualDays: number | null
  /** Nothing has come for more than twice as long as usual. */
  readonly isLate: boolean
  /** The last import of it that has a file of rejects. */
  readonly rejects: string | null
  /** Its last imports, at most 12, the oldest first. */
  readonly trend: readonly FileMark[]
}

/** How good one file of a source was. */
interface FileMark {
  readonly at: InstantMs
  readonly rows: number
  /** Share of the rows that were not taken, 0–1. */
  readonly rejected: number
  /** Share of the rows that fill a field, by field; only files of customers are counted so. */
  readonly filled: Readonly<Record<string, number>>
  /** Rows that were not taken: by the field at fault, else by the reason’s code. One row may have several faults. */
  readonly faults: Readonly<Record<string, number>>
}

const marksMax = 24

/** What is known of the quality of data: the last measurement with those before it, and what the imports say. */
export async function loadQuality(db: DbOrTx): Promise<QualityReport> {
  const subjects = await loadSubjects(db)
  const { rows } = await sql<{ customers: number; stale: number; measuredAt: InstantMs | null }>`
    select count(*) as customers, (select max(at) from quality_mark) as "measuredAt",
      count(*) filter (where ${isStale}) as stale
    from customer c left join customer_metric m on m.customer = c.id where c.erased_at is null`.execute(
    db,
  )
  const [house] = rows
  if (!house) throw new Error('An aggregate without a row')
  return {
    ...house,
    subjects,
    duplicates: [
      await findDuplicates(db, 'email', 'lower(email)'),
      await findDuplicates(db, 'phone', `regexp_replace(phone, '[^0-9+]', '', 'g')`),
      await findDuplicates(db, 'nameAndBirthDate', `name || '/' || birth_date::text`),
    ],
    sources: await loadSources(db),
    changes: await findChanges(db),
  }
}

async function loadSubjects(db: DbOrTx): Promise<QualityReport['subjects']> {
  const { rows } = await sql<SubjectQuality & { at: InstantMs; isLast: boolean }>`
    select subject, total, filled, valid, at, at = max(at) over () as "isLast" from (
      select *, row_number() over (partition by subject order by at desc) as n from quality_mark
    ) m where n <= ${marksMax} order by at`.execute(db)
  const order = Object.keys(fieldChecks)
  const placeOf = (subject: string) =>
    order.includes(subject) ? order.indexOf(subject) : order.length
  return rows
    .filter((row) => row.isLast)
    .sort((a, b) => placeOf(a.subject) - placeOf(b.subject) || (a.subject < b.subject ? -1 : 1))
    .map(({ subject, total, filled, valid }) => ({
      ...{ subject, total, filled, valid },
      trend: rows
        .filter((row) => row.subject === subject && row.total > 0)
        .map((row) => ({
          at: row.at,
          filled: row.filled / row.total,
          valid: row.filled === 0 ? 1 : row.valid / row.filled,
        })),
    }))
}

/** `expression` is one of ours, over the columns of a customer. */
async function findDuplicates(
  db: DbOrTx,
  by: Duplicates['by'],
  expression: string,
): Promise<Duplicates> {
  const { rows } = await sql<{ groups: number; customers: number; first: Person[][] | null }>`
    with groups as (
      select count(*) as n, (array_agg(id order by id))[1:5] as ids from customer
      where erased_at is null and not fictional and ${sql.raw(expression)} <> ''
      group by ${sql.raw(expression)} having count(*) > 1)
    select count(*) as groups, coalesce(sum(n), 0) as customers, (
      select jsonb_agg(people order by ids) from (
        select g.ids, (select jsonb_agg(jsonb_build_object('id', c.uuid, 'externalId', c.external_id, 'name', c.name)
            order by c.id) from customer c where c.id = any(g.ids)) as people
        from groups g order by g.ids limit 20) f) as first
    from groups`.execute(db)
  const [found] = rows
  return {
    by,
    groups: found?.groups ?? 0,
    customers: found?.customers ?? 0,
    first: found?.first ?? [],
  }
}

async function loadSources(db: DbOrTx): Promise<SourceQuality[]> {
  const { rows } = await sql<SourceQuality>`
    with imports as (
      select id, source, kind, started_at, report, rejects is not null as refused, row_number() over w as n,
        extract(epoch from started_at - lead(started_at) over w) / 86400 as days
      from import_job where state = 'done'
      window w as (partition by source, kind order by started_at desc)),
    known as (
      select source, kind, count(*) as imports, max(started_at) as last_at,
        (array_agg(id order by started_at desc) filter (where refused))[1] as rejects,
        percentile_cont(0.5) within group (order by days) filter (where n <= 10)::float8 as usual,
        coalesce(jsonb_agg(jsonb_build_object(
          'at', floor(extract(epoch from started_at) * 1000), 'rows', (report ->> 'read')::int,
          'rejected', coalesce((report #>> '{rejected,total}')::float8 / nullif((report ->> 'read')::int, 0), 0),
          'filled', coalesce((
            select jsonb_object_agg(f.key, f.value::float8 / (report ->> 'read')::int)
            from jsonb_each_text(report -> 'filled') f where (report ->> 'read')::int > 0), '{}'),
          'faults', coalesce(report #> '{rejected,byFault}', report #> '{rejected,byCode}', '{}')
        ) order by started_at) filter (where n <= 12 and report ? 'read'), '[]') as trend
      from imports group by source, kind)
    select source, kind, imports, last_at as "lastAt", usual as "usualDays",
      coalesce(usual >= 0.5 and last_at < now() - 2 * usual * interval '1 day', false) as "isLate", rejects, trend
    from known order by last_at desc limit 100`.execute(db)
  return rows
}
