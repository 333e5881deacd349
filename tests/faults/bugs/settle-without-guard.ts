import type { KyselyPlugin } from 'kysely'
import { until } from '../../support/until.ts'
import { intentsOf } from '../driver/intents.ts'
import type { Bug } from './bug.ts'

/** Whoever has a result writes it, whatever has become of the contact meanwhile. */
export const settleWithoutGuard: Bug = {
  name: 'settle-without-guard',
  breaks: { rule: 6, promise: 'final states never change' },
  db: (db) => db.withPlugin(unguarded),
  async play({ world, launch, conductor }) {
    // A mail server that refuses, and a worker that freezes before it can say so.
    world.setMood('email', { fault: { fault: 'refuse', status: 550, stage: 'rcpt' }, share: 1 })
    for (const kept of world.roles.worker) kept.arm('delivery.sent', { act: 'stand' })
    await launch({ customers: 20 })
    const frozen = await Promise.any(
      world.roles.worker.map(async (kept) => {
        await kept.standing()
        return kept
      }),
    )
    frozen.kill('SIGSTOP')
    for (const kept of world.roles.worker) {
      if (kept === frozen) continue
      kept.disarm()
      kept.go()
    }
    // Another worker is given the work, and finds that nobody knows what became of it.
    await intentsOf(world, { channel: 'email', status: 7 })
    frozen.kill('SIGCONT')
    frozen.go()
    await until('the frozen worker has gone on', () => frozen.passed('delivery.settled'))
    await conductor.calm()
  },
}

/** The statement of db/deliveries.ts that settles, and the conditions under which it lets a result stand. */
const settles = /update intent i set status = v\.status/
const guards = [/ and i\.status < 3/g, /\s+and \(v\.status = 3 or i\.attempt = v\.attempt\)/g]

/** Takes the guards out of every statement. */
const unguarded: KyselyPlugin = {
  transformQuery({ node }) {
    if (node.kind !== 'RawNode' || !settles.test(node.sqlFragments.join(''))) return node
    const sqlFragments = node.sqlFragments.map((text) =>
      guards.reduce((left, guard) => left.replace(guard, ''), text),
    )
    return { ...node, sqlFragments }
  },
  transformResult: ({ result }) => Promise.resolve(result),
}
