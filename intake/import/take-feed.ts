import { loadDeclared } from '../../db/customers/attributes.ts'
import { findCustomers } from '../../db/customers/customers.ts'
import { takeEvents } from '../../db/imports/feed-events.ts'
import { storeOnce, withStage } from '../../db/imports/imports.ts'
import { type ProductRow, saveProducts } from '../../db/imports/products.ts'
import {
  createCustomerStage,
  type StagedCustomer,
  stageCustomers,
  storeStagedCustomers,
} from '../../db/imports/stage-customers.ts'
import { loadInstallation } from '../../db/installation.ts'
import type { Db } from '../../db/schema.ts'
import { unknownPerson } from './check-record.ts'
import { mapCustomerColumns } from './customer-columns.ts'
import { createProductReader } from './import-products.ts'
import { createCustomerReader } from './read-customer.ts'
import { createDateReader } from './read-date.ts'
import type { FileRecord } from './read-records.ts'
import { isReject } from './read-rows.ts'
import type { Reject } from './rejects.ts'

export type FeedKind = 'customers' | 'products' | 'points' | 'consents' | 'addresses' | 'attributes'

export interface Feed {
  readonly kind: FeedKind
  readonly source: string
  readonly events: readonly {
    /** Unique within the source: what was taken once is not taken again. */
    readonly eventId: string
    readonly row: Readonly<Record<string, string | number | boolean>>
  }[]
  readonly now: number
}

export interface Fed {
  readonly taken: number
  readonly repeated: number
  readonly rejected: readonly { eventId: string; code: string; reason: string }[]
}

/**
 * Takes rows that a shop, a web site or a call centre sends, by the same reading as a file's, each once by its event id
 * and in the order given. Whatever is rejected may come again, mended. One transaction: all good rows or none.
 */
export async function takeFeed(db: Db, feed: Feed): Promise<Fed> {
  const first = new Map(feed.events.map((event) => [event.eventId, event]))
  const events = [...first.values()]
  const read =
    feed.kind === 'products' ? readProducts(events) : await readCustomers(db, feed, events)
  const refused = read.rejects.map(({ line, code, reason }) => ({
    ...{ eventId: events[line]?.eventId ?? '', code, reason },
  }))
  const bad = new Set(refused.map((one) => one.eventId))
  const good = events.flatMap(({ eventId }) => (bad.has(eventId) ? [] : [eventId]))
  const { source, kind } = feed
  const taken = await withStage(db, async (connection, client) => {
    if (read.kind === 'customers') await createCustomerStage(connection)
    return storeOnce(connection, { source, dryRun: false }, async (tx) => {
      const fresh = await takeEvents(tx, { source, kind, eventIds: good })
      const isFresh = ({ line }: { readonly line: number }) =>
        fresh.has(events[line]?.eventId ?? '')
      if (read.kind === 'products') {
        await saveProducts(
          tx,
          read.rows.filter(isFresh).map((one) => one.product),
        )
      } else {
        await stageCustomers(client, read.rows.filter(isFresh))
        await storeStagedCustomers(tx, { source })
      }
      return fresh.size
    })
  })
  return { taken, repeated: feed.events.length - refused.length - taken, rejected: refused }
}

type Read =
  | { kind: 'products'; rows: { line: number; product: ProductRow }[]; rejects: Reject[] }
  | { kind: 'customers'; rows: StagedCustomer[]; rejects: Reject[] }

/** As a table: its columns are the fields that any row names, a line's number is its place in the batch. */
function asTable(events: Feed['events']): { header: string[]; records: FileRecord[] } {
  const header = [...new Set(events.flatMap(({ row }) => Object.keys(row)))]
  const records = events.map(({ row }, line) => {
    const cells = header.map((name) => String(row[name] ?? ''))
    return { line, original: '', cells }
  })
  return { header, records }
}

function readProducts(events: Feed['events']): Read {
  const { header, records } = asTable(events)
  const read = createProductReader({ places: new Map(header.map((name, at) => [name, at])) })
  const rows: { line: number; product: ProductRow }[] = []
  const rejects: Reject[] = []
  for (const record of records) {
    const result = read(record)
    if (isReject(result)) rejects.push(result)
    else rows.push({ line: record.line, product: result })
  }
  return { kind: 'products', rows, rejects }
}

async function readCustomers(db: Db, { kind, now }: Feed, events: Feed['events']): Promise<Read> {
  const { header, records } = asTable(events)
  const part = kind === 'customers' || kind === 'products' ? undefined : kind
  const declared = await loadDeclared(db)
  const columns = mapCustomerColumns(header, { part, mapping: new Map(), declared })
  const { zone } = await loadInstallation(db)
  const readDate = createDateReader({ zone, now })
  const read = createCustomerReader({ columns, samples: records, readDate, now, declared })
  const rows: StagedCustomer[] = []
  const rejects: Reject[] = []
  for (const record of records) {
    const result = read(record)
    if (isReject(result)) rejects.push(result)
    else rows.push(result)
  }
  if (part === undefined) return { kind: 'customers', rows, rejects }
  const known = await findCustomers(
    db,
    rows.map((row) => row.externalId),
  )
  const [code, reason] = unknownPerson
  for (const { line, externalId } of rows) {
    if (!known.has(externalId)) rejects.push({ line, code, reason, original: '' })
  }
  return { kind: 'customers', rows: rows.filter((row) => known.has(row.externalId)), rejects }
}
