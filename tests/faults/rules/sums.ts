import type { Breach, Rule } from './evidence.ts'

/** Enrolled = active + ended, counters equal the journal, budgets hold: in every snapshot, not only at the end. */
export const sums: Rule = {
  no: 5,
  name: 'sums agree at every moment',
  async check({ query, atEnd }) {
    const breaches: Breach[] = []
    for (const { promise, statement } of atEnd ? [...always, ...whenEnded] : always) {
      for (const { found } of await query<{ found: string }>(statement)) {
        breaches.push({ rule: 5, promise, found })
      }
    }
    return breaches
  },
}

interface Sum {
  readonly promise: string
  /** Gives one row `found` for everything that does not agree. */
  readonly statement: string
}

const always: readonly Sum[] = [
  {
    promise: 'enrolled = active + ended',
    statement: `select 'run ' || run || ', enrolment ' || no || ': active ' || active || ', state ' || state as found
      from enrolment where active <> (state <> 3)`,
  },
  {
    promise: 'whoever was admitted is enrolled',
    statement: `select 'run ' || a.run || ': customer ' || a.customer || ', number ' || a.no || ' of its audience' as found
      from run_audience a join run r on r.id = a.run and a.no < r.admitted
      where not exists (select from enrolment e where e.run = a.run and e.customer = a.customer)`,
  },
  {
    promise: 'nobody is active twice in a run',
    statement: `select 'run ' || run || ': customer ' || customer as found
      from enrolment where active group by run, customer having count(*) > 1`,
  },
  {
    promise: 'arrivals equal the journal',
    statement: `with counted as (select run, node, sum(n) as n from counter where what = 'entered' group by run, node),
      stood as (select run, node, count(*) as n from (
        select run, node from journal union all select run, node from enrolment where active) m group by run, node)
      select 'run ' || run || ', step ' || node || ': counted ' || coalesce(c.n, 0) || ', were ' || coalesce(s.n, 0) as found
      from counted c full join stood s using (run, node) where c.n is distinct from s.n`,
  },
  {
    promise: 'moves equal the journal',
    statement: `with counted as (select run, node, sum(n) as n from counter
        where what like 'port:%' or what in ('ended', 'moved') group by run, node),
      made as (select run, node, count(*) as n from journal group by run, node)
      select 'run ' || run || ', step ' || node || ': counted ' || coalesce(c.n, 0) || ', were ' || coalesce(m.n, 0) as found
      from counted c full join made m using (run, node) where c.n is distinct from m.n`,
  },
  {
    promise: 'contacts made equal the intents',
    statement: `with counted as (select run, node,
        coalesce(sum(n) filter (where what = 'sent'), 0) as sent, coalesce(sum(n) filter (where what = 'unknown'), 0) as unknown
        from counter group by run, node),
      made as (select run, node, count(*) filter (where status = 3) as sent, count(*) filter (where status = 7) as unknown
        from intent group by run, node)
      select 'run ' || run || ', step ' || node || ': counted ' || c.sent || ' sent and ' || c.unknown || ' unknown, were '
        || m.sent || ' and ' || m.unknown as found
      from counted c join made m using (run, node) where c.sent <> m.sent or c.unknown <> m.unknown`,
  },
  {
    promise: 'changes per minute add up to the counters',
    statement: `with changed as (select run, node, what, sum(n) as n from counter_change group by run, node, what),
      counted as (select run, node, what, sum(n) as n from counter group by run, node, what)
      select 'run ' || run || ', step ' || node || ', ' || what as found
      from changed full join counted using (run, node, what) where changed.n is distinct from counted.n`,
  },
  {
    promise: 'the budget is what contacts cost',
    statement: `select 'run ' || b.run || ': spent ' || b.spent || ', contacts cost ' || coalesce(sum(i.cost), 0) as found
      from budget b left join intent i on i.run = b.run and i.status in (2, 3, 7)
      group by b.run, b.spent having b.spent <> coalesce(sum(i.cost), 0)`,
  },
  {
    promise: 'a budget is never overspent',
    statement: `select 'run ' || run || ': ' || spent || ' of ' || total as found from budget where spent > total`,
  },
  {
    promise: 'rewards issued equal what left the stock',
    statement: `select 'run ' || s.run || ', step ' || s.node || ': issued ' || s.issued || ' of ' || s.total || ', rewards ' || count(w.code) as found
      from reward_stock s left join reward_issue w on w.run = s.run and w.node = s.node
      group by s.run, s.node, s.issued, s.total having s.issued <> count(w.code) or s.issued > s.total`,
  },
]

const whenEnded: readonly Sum[] = [
  {
    promise: 'a run ends when everybody has',
    statement: `select 'run ' || r.id || ' is ' || r.state || ', active ' ||
        (select count(*) from enrolment e where e.run = r.id and e.active) as found
      from run r where r.state not in ('ended', 'cancelled')
        or exists (select from enrolment e where e.run = r.id and e.active)`,
  },
  {
    promise: 'a run does not end before its whole audience was enrolled',
    statement: `select 'run ' || a.run || ': customer ' || a.customer as found
      from run_audience a join run r on r.id = a.run and r.state = 'ended'
      where not exists (select from enrolment e where e.run = a.run and e.customer = a.customer)`,
  },
]
