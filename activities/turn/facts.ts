import { type CustomerRecord, loadCustomerFacts } from '../../db/customers/customer-facts.ts'
import { mergePendingOf } from '../../db/inbox/inbox-merge.ts'
import type { RunContext } from '../../db/runs/runs.ts'
import { loadContacts, loadPurchases, lockStock } from '../../db/runs/turn-load.ts'
import type { LoadedPlan } from '../../db/scenarios/plan-cache.ts'
import type { Tx } from '../../db/schema.ts'
import type { ContactFact, Needs, PurchaseFact } from '../../engine/decision.ts'
import { asksForProfile, needsOfPlan } from '../../engine/needs.ts'
import type { CohortRef } from '../../engine/ports.ts'

/** Facts of the enrolments of one turn: loaded in bulk when a node first asks for such facts, each at most once. */
export interface TurnFacts {
  readonly customers: Map<number, CustomerRecord>
  /** Customers whose fields, history and consents were loaded, not just zone and uuid. */
  readonly profiled: Set<number>
  readonly contacts: Map<number, readonly ContactFact[]>
  /** By node, the enrolments whose contacts there were loaded. */
  readonly contactsKnown: Map<number, ReadonlySet<number>>
  readonly purchases: Map<number, readonly PurchaseFact[]>
  /** Rewards left by node; a node without an entry has no limit. */
  readonly stock: Map<number, number>
}

export function noFacts(): TurnFacts {
  return {
    customers: new Map(),
    profiled: new Set(),
    contacts: new Map(),
    contactsKnown: new Map(),
    purchases: new Map(),
    stock: new Map(),
  }
}

interface Wanted {
  readonly ref: CohortRef
  readonly context: RunContext
  readonly plan: LoadedPlan
  readonly who: readonly { readonly no: number; readonly customer: number }[]
  /** What the nodes they stand at ask for. */
  readonly needs: Needs
  readonly stockNodes: readonly number[]
}

/**
 * Loads what is asked for and not there yet. Of the profile everything is loaded that any node of the plan wants, so that
 * later steps of the same turn find it.
 */
export async function loadFacts(tx: Tx, facts: TurnFacts, wanted: Wanted): Promise<void> {
  const { ref, who, needs } = wanted
  // A response accepted before this turn must be known before a branch takes "nothing".
  if (needs.contacts || needs.purchases) {
    await mergePendingOf(
      tx,
      who.map((w) => w.customer),
    )
  }
  await loadCustomers(tx, facts, wanted)
  const enrolments = who.map((w) => w.no)
  if (needs.contacts) await loadContactsAt(tx, facts, { ref, enrolments, nodes: needs.contacts })
  if (needs.purchases) {
    await loadMissing(facts.purchases, enrolments, (missing) => loadPurchases(tx, ref, missing))
  }
  const stockNodes = wanted.stockNodes.filter((n) => !facts.stock.has(n))
  if (stockNodes.length > 0) {
    for (const [node, left] of await lockStock(tx, ref.run, stockNodes)) facts.stock.set(node, left)
  }
}

/** Contacts at just the nodes that are asked about: of a long scenario most are of no more interest. */
async function loadContactsAt(
  tx: Tx,
  { contacts, contactsKnown }: TurnFacts,
  {
    ref,
    enrolments,
    nodes,
  }: { ref: CohortRef; enrolments: readonly number[]; nodes: readonly number[] },
): Promise<void> {
  const unknown = nodes.filter((node) => !contactsKnown.has(node))
  const groups = [unknown, ...nodes.filter((n) => contactsKnown.has(n)).map((node) => [node])]
  for (const group of groups) {
    const [first] = group
    if (first === undefined) continue
    const known = contactsKnown.get(first)
    const missing = known ? enrolments.filter((no) => !known.has(no)) : enrolments
    const loaded = await loadContacts(tx, ref, { enrolments: missing, nodes: group })
    for (const [no, more] of loaded) contacts.set(no, [...(contacts.get(no) ?? []), ...more])
    for (const node of group) {
      contactsKnown.set(node, new Set([...(contactsKnown.get(node) ?? []), ...missing]))
    }
  }
}

async function loadCustomers(
  tx: Tx,
  facts: TurnFacts,
  { context, plan, who, needs }: Wanted,
): Promise<void> {
  const profile = asksForProfile(needs)
  const known = profile ? facts.profiled : facts.customers
  const customers = who.map((w) => w.customer).filter((c) => !known.has(c))
  if (customers.length === 0) return
  const all = needsOfPlan(plan.plan)
  const records = await loadCustomerFacts(tx, {
    customers,
    fields: profile ? (all.fields ?? []) : [],
    history: profile && (all.history ?? false),
    consents: profile && (all.consents ?? false),
    earlier: profile && (all.earlier ?? false),
    lists: profile && (all.lists ?? false),
    asOf: context.now,
    scope: context.scope,
  })
  for (const [customer, record] of records) facts.customers.set(customer, record)
  if (profile) for (const customer of customers) facts.profiled.add(customer)
}

async function loadMissing<T>(
  known: Map<number, readonly T[]>,
  ids: readonly number[],
  load: (missing: readonly number[]) => Promise<ReadonlyMap<number, readonly T[]>>,
): Promise<void> {
  const missing = ids.filter((id) => !known.has(id))
  if (missing.length === 0) return
  const loaded = await load(missing)
  for (const id of missing) known.set(id, loaded.get(id) ?? [])
}
