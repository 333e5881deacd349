import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { NodeNo, PlanNode } from '../../schemas/plan.ts'
import type { RunState } from '../../schemas/run.ts'
import { type CounterSum, sumsAt } from '../runs/counter-marks.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx } from '../schema.ts'

/** Where the customers of a run stand; read from counters, however many there are. */
export interface Live {
  /** Real instant at which they were read. */
  readonly at: InstantMs
  /** First minute with a change, by the run’s clock; null: nothing has happened yet. */
  readonly from: InstantMs | null
  readonly state: RunState
  /** The run’s own instant of the counts. */
  readonly clockNow: InstantMs
  /** By the run’s clock; null: it goes on. */
  readonly endedAt: InstantMs | null
  readonly audienceSize: number | null
  readonly admitted: number
  readonly active: number
  readonly ended: number
  readonly budget: { readonly total: number | null; readonly spent: number }
  /** Every step of the run’s plan, in its order, then those only its earlier plans have. */
  readonly nodes: readonly NodeCounts[]
}

export interface NodeCounts {
  readonly node: NodeNo
  readonly nodeId: NodeId
  readonly entered: number
  /** Stand here: entered less passed less left. */
  readonly now: number
  /** Went on to another step, by a port or moved by hand. */
  readonly passed: number
  /** Of those passed: by an operator or to another version. */
  readonly moved: number
  /** Left the scenario here. */
  readonly left: number
  /** Of those who stand here, those who wait for an operator or for budget. */
  readonly held: number
  /** Contacts accepted. */
  readonly sent: number
  /** Contacts that were not made; more than its parts where some were counted before there were parts. */
  readonly unsent: number
  readonly refused: number
  readonly failed: number
  readonly expired: number
  readonly cancelled: number
  /** Contacts that may have been made. */
  readonly unknown: number
  /** Who left by each port; one that nobody took is missing. */
  readonly ports: Readonly<Record<string, number>>
}

/** How a run stands now. Fails with NOT_FOUND. */
export async function loadLive(db: DbOrTx, run: number): Promise<Live> {
  const head = await loadHead(db, run)
  const { rows: counts } = await sql<CounterSum>`
    select node, what, sum(n)::bigint as n from counter where run = ${run} group by node, what
    having sum(n) <> 0 order by node, what`.execute(db)
  return liveOf(head, counts)
}

/**
 * How the canvas of a run stood at the end of a minute of its clock; `at` is any instant within it. State and budget
 * are those of now: they have no past. Fails with NOT_FOUND.
 */
export async function loadLiveAt(db: DbOrTx, run: number, at: InstantMs): Promise<Live> {
  const head = await loadHead(db, run)
  return { ...liveOf(head, await sumsAt(db, run, at)), clockNow: at }
}

interface Head extends Omit<Live, 'active' | 'ended' | 'nodes'> {
  /** Of the run’s plan, in its order, then those only its earlier plans have. */
  readonly steps: readonly Pick<PlanNode, 'no' | 'id'>[]
}

async function loadHead(db: DbOrTx, run: number): Promise<Head> {
  const { rows } = await sql<HeadRow>`
    select clock_timestamp() as at, r.plan, r.state, run_now(r) as "clockNow",
      case when r.ended_at is not null then coalesce(r.clock_at, r.ended_at + r.clock_offset) end as "endedAt",
      (select min(minute) from counter_change where run = r.id) as "from",
      array(select plan from run_plan where run = r.id and plan <> r.plan order by plan desc) as earlier,
      r.audience_size as "audienceSize", r.admitted, b.total, coalesce(b.spent, 0) as spent
    from run r left join budget b on b.run = r.id
    where r.id = ${run}`.execute(db)
  const [row] = rows
  if (!row) throw new Failure('NOT_FOUND', `There is no run ${run}.`)
  const { plan: newest, earlier, total, spent, ...rest } = row
  const { plan } = await loadPlan(db, newest)
  const steps: Pick<PlanNode, 'no' | 'id'>[] = [...plan.nodes]
  for (const id of earlier) {
    const older = await loadPlan(db, id)
    steps.push(...older.plan.nodes.filter(({ no }) => steps.every((step) => step.no !== no)))
  }
  return { ...rest, budget: { total, spent }, steps }
}

type HeadRow = Omit<Head, 'budget' | 'steps'> & {
  readonly plan: number
  readonly earlier: readonly number[]
  readonly total: number | null
  readonly spent: number
}

function liveOf({ steps, ...head }: Head, counts: readonly CounterSum[]): Live {
  const byNode = new Map<NodeNo, CounterSum[]>()
  for (const count of counts) {
    const list = byNode.get(count.node)
    if (list) list.push(count)
    else byNode.set(count.node, [count])
  }
  const nodes = steps.map(({ no, id }) => nodeCounts({ no, id }, byNode.get(no) ?? []))
  const active = nodes.reduce((sum, { now }) => sum + now, 0)
  const ended = nodes.reduce((sum, { left }) => sum + left, 0)
  return { ...head, active, ended, nodes }
}

const portPrefix = 'port:'

function nodeCounts(
  { no, id }: { no: NodeNo; id: NodeId },
  counts: readonly CounterSum[],
): NodeCounts {
  const count = (what: string) => counts.find((row) => row.what === what)?.n ?? 0
  const ports = counts.filter(({ what }) => what.startsWith(portPrefix))
  const [entered, left, moved] = [count('entered'), count('ended'), count('moved')]
  const passed = ports.reduce((sum, { n }) => sum + n, 0) + moved
  return {
    node: no,
    nodeId: id,
    entered,
    now: entered - passed - left,
    passed,
    moved,
    left,
    held: count('held'),
    sent: count('sent'),
    unsent: count('unsent'),
    refused: count('unsent:refused'),
    failed: count('unsent:failed'),
    expired: count('unsent:expired'),
    cancelled: count('unsent:cancelled'),
    unknown: count('unknown'),
    ports: Object.fromEntries(ports.map(({ what, n }) => [what.slice(portPrefix.length), n])),
  }
}
