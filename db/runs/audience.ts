import { type RawBuilder, sql } from 'kysely'
import { nextTakeAt } from '../../engine/entry.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Plan } from '../../schemas/plan.ts'
import type { RunKind, RunState } from '../../schemas/run.ts'
import { numberArray } from '../arrays.ts'
import { loadInstallation } from '../installation.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Db, Tx } from '../schema.ts'
import { fromWhere, loadRuleContext } from '../segments/rule-sql.ts'
import { eventShare, takeSegment } from '../segments/segments.ts'
import { inTransaction } from '../transaction.ts'
import { type Doubt, doubtEntries, loadDoubts } from './doubts.ts'
import { takeWaiting } from './entries.ts'
import { loadRunContext, type RunContext } from './runs.ts'

/**
 * Brings the run's audience up to date: takes it when it was never taken, again when that is due by the run's clock, lets
 * in whom events have brought, and closes admission when its time is over. Whoever asks, and however often, it is done
 * once. A paused run takes nobody.
 */
export async function takeAudience(db: Db, run: number): Promise<{ size: number }> {
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, run, { lock: true })
    const { plan } = await loadPlan(tx, context.plan)
    const size = context.audienceSize ?? 0
    if (context.state !== 'starting' && context.state !== 'running') return { size }
    const until = context.settings.admitUntil && Date.parse(context.settings.admitUntil)
    if (until && context.now >= until && !context.closed) {
      await closeAdmission(tx, run)
      if (context.audienceSize === null) await begin(tx, { run, size: 0 })
      return { size }
    }
    if (context.closed) return { size }
    if (context.audienceSize === null) return takeFirst(tx, context, plan)
    if (!context.accepting) return { size }
    const taken = await takeMore(tx, context, plan)
    return { size: size + taken }
  })
}

/** Nobody is admitted from now on; those inside go on, and the run ends with the last of them. */
export async function closeAdmission(tx: Tx, run: number): Promise<void> {
  await sql`
    update run set closed_at = coalesce(closed_at, now()), accepting = false, admission_due = null
    where id = ${run}`.execute(tx)
  await tx.deleteFrom('run_entry').where('run', '=', run).execute()
}

async function takeFirst(tx: Tx, context: RunContext, plan: Plan): Promise<{ size: number }> {
  const { run, kind, asOf, settings } = context
  const { sampleSize, seed } = settings
  const byEvent = plan.entry.by === 'event'
  if (byEvent && kind === 'sandbox') await drawEvents(tx, context, plan)
  const size = byEvent
    ? 0
    : await takeSegment(tx, { run, rule: plan.audience, asOf, sampleSize, seed })
  await begin(tx, { run, size })
  // Launched before a restore and taken after it: it may have been taken in the time that was lost.
  const doubt = await latestDoubt(tx, context)
  if (doubt) await doubtEntries(tx, run, doubt, { from: 0, size })
  await keepAccepting(tx, context, { plan, size })
  return { size }
}

async function latestDoubt(tx: Tx, { run, doubted }: RunContext): Promise<Doubt | undefined> {
  return doubted ? (await loadDoubts(tx, run)).at(-1) : undefined
}

/** Days of a sandbox run in which everybody who belongs has the event, once, at an instant drawn by chance. */
const sandboxEventDays = 30

async function drawEvents(tx: Tx, context: RunContext, plan: Plan): Promise<void> {
  const { run, asOf, now, settings } = context
  const members = fromWhere(plan.audience, await loadRuleContext(tx, asOf))
  const share = eventShare(settings.seed)
  await sql`
    insert into run_entry (run, customer, at)
    select ${run}::int, c.id, ${new Date(now)}::timestamptz
      + ${share} * ${sandboxEventDays} * interval '1 day'
    ${members} order by ${share}, c.id limit ${settings.sampleSize}`.execute(tx)
}

async function begin(tx: Tx, { run, size }: { run: number; size: number }): Promise<void> {
  await tx
    .updateTable('run')
    .set({
      audience_size: size,
      state: sql<RunState>`case when state = 'starting' then 'running' else state end`,
    })
    .where('id', '=', run)
    .execute()
}

/** Whoever belongs now and may enter: all of them when the schedule says so, or those whom an event has brought. */
async function takeMore(tx: Tx, context: RunContext, plan: Plan): Promise<number> {
  const { run, now, settings, admissionDue } = context
  const firstNo = context.audienceSize ?? 0
  const due = plan.entry.by === 'schedule' && admissionDue !== null && admissionDue <= now
  const doubt = await latestDoubt(tx, context)
  const byEvent = plan.entry.by === 'event'
  // Events of a time in doubt come by themselves, so that the others are in none.
  const repeated = byEvent && doubt ? await takeWaiting(tx, run, Math.min(now, doubt.until)) : []
  const brought = byEvent && repeated.length === 0 ? await takeWaiting(tx, run, now) : repeated
  if (!due && brought.length === 0) return 0
  const among = due ? sql`` : sql`and c.id = any(${numberArray(brought)}::int[])`
  const size = await takeSegment(tx, {
    run,
    rule: plan.audience,
    asOf: now,
    sampleSize: settings.sampleSize === null ? null : Math.max(0, settings.sampleSize - firstNo),
    seed: settings.seed,
    firstNo,
    besides: sql`${among} and ${mayEnter(context, plan)}`,
  })
  await tx
    .updateTable('run')
    .set({ audience_size: firstNo + size })
    .where('id', '=', run)
    .execute()
  if (doubt && (due ? admissionDue <= doubt.until : repeated.length > 0)) {
    await doubtEntries(tx, run, doubt, { from: firstNo, size })
  }
  await keepAccepting(tx, context, { plan, size: firstNo + size })
  return size
}

/** Of customer `c`: not inside, not about to be, and come back no sooner than the scenario allows. */
function mayEnter({ run, admitted, now }: RunContext, { reentry }: Plan): RawBuilder<unknown> {
  const waits = sql`exists (
    select 1 from run_audience a where a.run = ${run} and a.no >= ${admitted} and a.customer = c.id)`
  const been = sql`e.run = ${run} and e.customer = c.id`
  switch (reentry.allow) {
    case 'never':
      return sql`not ${waits} and not exists (select 1 from enrolment e where ${been})`
    case 'always':
      return sql`not ${waits} and not exists (select 1 from enrolment e where ${been} and e.active)`
    case 'afterDays': {
      const since = new Date(now - reentry.days * 86_400_000)
      return sql`not ${waits} and not exists (
        select 1 from enrolment e
        left join journal j on j.run = e.run and j.enrolment = e.no and j.seq = e.seq
        where ${been} and (e.active or j.at > ${since}))`
    }
  }
}

/** Says whether more may come, and when to look next: at the schedule's next time, or when admission closes. */
async function keepAccepting(
  tx: Tx,
  { run, kind, now, settings }: RunContext,
  { plan, size }: { plan: Plan; size: number },
): Promise<void> {
  const { zone } = await loadInstallation(tx)
  const full = settings.sampleSize !== null && size >= settings.sampleSize
  const accepting = plan.entry.by !== 'once' && !full && !(await drawnAllCame(tx, run, kind, plan))
  if (!accepting) await tx.deleteFrom('run_entry').where('run', '=', run).execute()
  const until = settings.admitUntil === null ? null : Date.parse(settings.admitUntil)
  const due = earlier(accepting ? nextTakeAt(plan.entry, zone, now) : null, until)
  await tx
    .updateTable('run')
    .set({
      accepting,
      admission_due: due === null ? null : new Date(due),
      entry_event: plan.entry.by === 'event' ? plan.entry.event : null,
    })
    .where('id', '=', run)
    .execute()
}

/** In a sandbox nobody has an event but those for whom one was drawn. */
async function drawnAllCame(tx: Tx, run: number, kind: RunKind, plan: Plan): Promise<boolean> {
  if (kind !== 'sandbox' || plan.entry.by !== 'event') return false
  const some = await tx
    .selectFrom('run_entry')
    .select('id')
    .where('run', '=', run)
    .limit(1)
    .execute()
  return some.length === 0
}

function earlier(a: InstantMs | null, b: InstantMs | null): InstantMs | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
