import type { Breach, Rule } from './evidence.ts'

/** What is settled stays settled, and a journal tells every move once. */
export const finality: Rule = {
  no: 6,
  name: 'final states never change, journals have no gap and no double',
  async check({ query }) {
    const changes = await query<{ outward: string; old: number; new: number }>(
      `select s.outward, s.old, s.new from faults.status_change s
       where not (s.old = 7 and s.new in (3, 5) and exists (
         select from inbox b where (b.event ->> 'contact')::uuid = s.outward and b.state in (1, 2)))`,
    )
    const journals = await query<{ found: string }>(
      `select 'run ' || e.run || ', enrolment ' || e.no || ': stands at move ' || e.seq || ', journal has '
         || count(j.seq) || ' from ' || coalesce(min(j.seq), 0) || ' to ' || coalesce(max(j.seq), 0) as found
       from enrolment e left join journal j on j.run = e.run and j.enrolment = e.no
       group by e.run, e.cohort, e.no, e.seq
       having e.seq <> count(j.seq) or e.seq <> coalesce(max(j.seq), 0) or (count(j.seq) > 0 and min(j.seq) <> 1)`,
    )
    return [
      ...changes.map(({ outward, ...change }) =>
        breach('final states never change', `${outward} went from ${change.old} to ${change.new}`),
      ),
      ...journals.map(({ found }) => breach('a journal has no gap and no double', found)),
    ]
  },
}

function breach(promise: string, found: string): Breach {
  return { rule: 6, promise, found }
}
