import { type RawBuilder, sql } from 'kysely'
import type { InstantMs } from '../schemas/basics.ts'
import { Failure } from '../schemas/failure.ts'
import type { NodeId } from '../schemas/node.ts'
import type { NodeNo, Plan } from '../schemas/plan.ts'
import type { RunState } from '../schemas/run.ts'
import { loadPlan } from './plan-cache.ts'
import type { DbOrTx } from './schema.ts'

/** Where the customers of a run stand; read from counters, however many there are. */
export interface Live {
  /** Real instant of the counts. */
  readonly at: InstantMs
  /** First real minute with a change; null: nothing has happened yet. */
  readonly from: InstantMs | null
  readonly state: RunState
  /** The run’s own instant. */
  readonly clockNow: InstantMs
  readonly audienceSize: number | null
  readonly admitted: number
  readonly active: number
  readonly ended: number
  readonly budget: { readonly total: number | null; readonly spent: number }
  /** Every node of the plan, in its order. */
  readonly nodes: readonly NodeCounts[]
}

export interface NodeCounts {
  readonly node: NodeNo
  readonly nodeId: NodeId
  readonly entered: number
  /** Stand here: entered less passed less left. */
  readonly now: number
  /** Went on to another step. */
  readonly passed: number
  /** Left the scenario here. */
  readonly left: number
  /** Of those who stand here, those who wait for an operator or for budget. */
  readonly held: number
  /** Contacts that were not made, or of which nobody knows: the same as `unsent`. */
  readonly failed: number
  /** Contacts accepted. */
  readonly sent: number
  /** Contacts refused, failed, expired, cancelled or unknown. */
  readonly unsent: number
  /** Who left by each port; one that nobody took is missing. */
  readonly ports: Readonly<Record<string, number>>
}

/** How a run stands now. Fails with NOT_FOUND. */
export async function loadLive(db: DbOrTx, run: number): Promise<Live> {
  const head = await loadHead(db, run)
  const counts = await readCounts(db, sql`counter where run = ${run}`)
  return liveOf(head, counts)
}

/**
 * How the canvas of a run stood at the end of a real minute; `at` is any instant within it. State, clock and budget are
 * those of now: they have no past. Fails with NOT_FOUND.
 */
export async function loadLiveAt(db: DbOrTx, run: number, at: InstantMs): Promise<Live> {
  const head = await loadHead(db, run)
  const until = sql`date_trunc('minute', ${new Date(at)}::timestamptz)`
  const counts = await readCounts(db, sql`counter_change where run = ${run} and minute <= ${until}`)
  return { ...liveOf(head, counts), at }
}

interface Head extends Omit<Live, 'active' | 'ended' | 'nodes'> {
  readonly plan: Plan
}

async function loadHead(db: DbOrTx, run: number): Promise<Head> {
  const { rows } = await sql<Omit<Head, 'plan' | 'budget'> & Budget & { plan: number }>`
    select clock_timestamp() as at, r.plan, r.state, run_now(r) as "clockNow",
      (select min(minute) from counter_change where run = r.id) as "from",
      r.audience_size as "audienceSize", r.admitted, b.total, coalesce(b.spent, 0) as spent
    from run r left join budget b on b.run = r.id
    where r.id = ${run}`.execute(db)
  const [row] = rows
  if (!row) throw new Failure('NOT_FOUND', `There is no run ${run}.`)
  const { plan, total, spent, ...rest } = row
  return { ...rest, budget: { total, spent }, plan: (await loadPlan(db, plan)).plan }
}

interface Budget {
  readonly total: number | null
  readonly spent: number
}

interface CountRow {
  readonly node: NodeNo
  readonly what: string
  readonly n: number
}

async function readCounts(db: DbOrTx, source: RawBuilder<unknown>): Promise<readonly CountRow[]> {
  const { rows } = await sql<CountRow>`
    select node, what, sum(n)::bigint as n from ${source} group by node, what
    having sum(n) <> 0 order by node, what`.execute(db)
  return rows
}

function liveOf({ plan, ...head }: Head, counts: readonly CountRow[]): Live {
  const byNode = new Map<NodeNo, CountRow[]>()
  for (const count of counts) byNode.set(count.node, [...(byNode.get(count.node) ?? []), count])
  const nodes = plan.nodes.map(({ no, id }) => nodeCounts({ no, id }, byNode.get(no) ?? []))
  const ended = nodes.reduce((sum, { left }) => sum + left, 0)
  const enrolled = nodes.find(({ node }) => node === plan.start)?.entered ?? 0
  return { ...head, active: enrolled - ended, ended, nodes }
}

const portPrefix = 'port:'

function nodeCounts(
  { no, id }: { no: NodeNo; id: NodeId },
  counts: readonly CountRow[],
): NodeCounts {
  const count = (what: string) => counts.find((row) => row.what === what)?.n ?? 0
  const ports = counts.filter(({ what }) => what.startsWith(portPrefix))
  const passed = ports.reduce((sum, { n }) => sum + n, 0)
  const [entered, left, unsent] = [count('entered'), count('ended'), count('unsent')]
  return {
    node: no,
    nodeId: id,
    entered,
    now: entered - passed - left,
    passed,
    left,
    held: count('held'),
    failed: unsent + count('unknown'),
    sent: count('sent'),
    unsent: unsent + count('unknown'),
    ports: Object.fromEntries(ports.map(({ what, n }) => [what.slice(portPrefix.length), n])),
  }
}
