import { sql } from 'kysely'
import { textArray } from '../arrays.ts'
import type { DbOrTx } from '../schema.ts'

/** What a subject of the audit is called now, and the id its page has. */
export interface SubjectName {
  readonly name: string
  readonly id: string
}

/** By subject; what is gone, or never had a name, is left out. */
export async function loadSubjectNames(
  db: DbOrTx,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, SubjectName>> {
  const { rows } = await sql<SubjectName & { subject: string }>`
    with asked as (
      select distinct subject, split_part(subject, ':', 1) as kind,
        split_part(split_part(subject, ':', 2), '/', 1) as id
      from unnest(${textArray(subjects)}::text[]) s(subject))
    select a.subject, found.name, found.id from asked a
    cross join lateral (
      select name, uuid::text as id from campaign where a.kind = 'campaign' and uuid::text = a.id
      union all select name, uuid::text from scenario where a.kind = 'scenario' and uuid::text = a.id
      union all select name, id::text from segment where a.kind = 'segment' and id::text = a.id
      union all select name, id::text from customer_list where a.kind = 'list' and id::text = a.id
      union all select name, id::text from offer where a.kind = 'offer' and id::text = a.id
      union all select name, id::text from saved_message where a.kind = 'message' and id::text = a.id
      union all select name, id::text from template where a.kind = 'template' and id::text = a.id
      union all select name, id from api_key where a.kind = 'key' and id = a.id
      union all select name, id::text from auth."user" where a.kind = 'user' and id::text = a.id
      union all select label, key from attribute where a.kind = 'attribute' and key = a.id
      union all select coalesce(name, external_id), uuid::text from customer
        where uuid = case when a.kind = 'customer' and a.id ~ '^[0-9a-f-]{36}$' then a.id::uuid end and erased_at is null
      union all select s.name, r.uuid::text from run r
        join plan p on p.id = r.plan join scenario s on s.id = p.scenario
        where r.id = case when a.kind = 'run' and a.id ~ '^[0-9]{1,9}$' then a.id::int end
      union all select s.name || ' ' || p.version, s.uuid::text from plan p
        join scenario s on s.id = p.scenario where p.id = case when a.kind = 'plan' and a.id ~ '^[0-9]{1,9}$' then a.id::int end
    ) found`.execute(db)
  return new Map(rows.map(({ subject, ...found }) => [subject, found]))
}
