import { sql } from 'kysely'

/** The channels for which customer `c` has an address, as bits: an e-mail address, a telephone number, a postal one. */
export const addressBits = sql<number>`((c.email is not null)::int * 1 + (c.phone is not null)::int * 10
  + (coalesce(c.address, '') <> '')::int * 4)`
