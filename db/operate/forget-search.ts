import { type RawBuilder, sql } from 'kysely'

/** An act's `request` once it is over: what was looked for may be a name; that it narrowed the act is what stays. */
export const withoutSearch: RawBuilder<string> = sql<string>`
  case when request #> '{selection,search}' is null then request
    else jsonb_set(request, '{selection,search}', '"…"') end`
