import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawUnit } from '../../engine/chance.ts'
import type { ContactFact, ContactStatus, PurchaseFact } from '../../engine/decision.ts'
import { templates } from '../../engine/templates/registry.ts'
import { step } from '../../engine/walk.ts'
import { whyCodes } from '../../engine/why-codes.ts'
import type { ResponseKind } from '../../schemas/basics.ts'
import type { NodeNo, Plan, PlanNode } from '../../schemas/plan.ts'
import { soundScenarios } from './arbitrary-scenario.ts'
import { catalogueWith, monday } from './catalogue.ts'
import { planOf } from './draw.ts'
import { at, day, hour, traveller } from './traveller.ts'

const stepsMax = 5000

/** Leads one customer through a plan, answering by chance; says how it ended, and refuses to wait for nothing. */
function walk(plan: Plan, seed: string): { ended: string; steps: number } {
  const nodes = new Map(plan.nodes.map((node) => [node.no, node]))
  const visits = new Map<NodeNo, number>()
  const contacts: ContactFact[] = []
  const purchases: PurchaseFact[] = []
  let here = known(nodes.get(plan.start))
  let now = monday
  let arrivedAt = monday
  visits.set(here.no, 1)
  for (let steps = 1; steps < stepsMax; steps += 1) {
    const visit = visits.get(here.no) ?? 1
    const rewardLeft = drawUnit(seed, 'reward', steps) < 0.7
    const facts = { seed, visit, arrivedAt, contacts: [...contacts], purchases, rewardLeft }
    const taken = step(plan, here, traveller(facts), at(now), { exits: true, visits: visit })
    if (taken.do === 'move') {
      expect(whyCodes).toContain(taken.why.code)
      expect(taken.at).toBeGreaterThanOrEqual(arrivedAt)
      expect(taken.at).toBeLessThanOrEqual(now)
      if (taken.ended !== null || taken.to === null)
        return { ended: taken.ended ?? 'nowhere', steps }
      here = known(nodes.get(taken.to))
      visits.set(here.no, (visits.get(here.no) ?? 0) + 1)
      arrivedAt = taken.at
      continue
    }
    const ordered = taken.orders.some((order) => order.order === 'contact')
    if (ordered) {
      const made = contactAt(here, { visit, now, seed: `${seed}${steps}` })
      contacts.push(made)
      now = made.settledAt ?? now
      const bought = drawUnit(seed, 'buys', steps) < 0.4
      if (bought) purchases.push({ at: now + 2 * day, amount: 100 })
    } else {
      // Waiting for no named instant, with nothing ordered, would be waiting for ever.
      expect(taken.dueAt).not.toBeNull()
      expect(taken.dueAt).toBeGreaterThan(now)
      now = taken.dueAt ?? now
    }
  }
  return { ended: 'never', steps: stepsMax }
}

function contactAt(
  here: PlanNode,
  { visit, now, seed }: { visit: number; now: number; seed: string },
): ContactFact {
  const statuses: readonly ContactStatus[] = [
    'accepted',
    'accepted',
    'accepted',
    'unknown',
    'refused',
    'expired',
  ]
  const status = known(statuses[Math.floor(drawUnit(seed, 'status') * statuses.length)])
  const settledAt = now + Math.floor(drawUnit(seed, 'delay') * 3 * hour)
  const kinds: readonly ResponseKind[] = [
    'clicked',
    'answered',
    'complaint',
    'noAnswer',
    'unsubscribed',
    'opened',
  ]
  const responses = kinds
    .filter((kind) => status === 'accepted' && drawUnit(seed, kind) < 0.25)
    .map((kind) => ({
      kind,
      firstAt: settledAt + Math.floor(drawUnit(seed, kind, 'when') * 9 * day),
      count: 1,
    }))
  return { node: here.no, visit, status, orderedAt: now, settledAt, reason: null, responses }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A plan names only nodes it has')
  return value
}

test('any plan that compiles ends, or waits for a named instant or response', () => {
  fc.assert(
    fc.property(soundScenarios, fc.string(), ({ plan }, seed) => {
      const { ended } = walk(plan, seed)
      expect(['success', 'completed', 'left']).toContain(ended)
    }),
    { numRuns: 150 },
  )
})

test('every template leads everybody to an end, and to each of its ends somebody', () => {
  for (const template of templates) {
    const plan = planOf(template.scenario('ko'), catalogueWith())
    const ends = new Set<string>()
    for (let i = 0; i < 400; i += 1) ends.add(walk(plan, `${template.id}${i}`).ended)
    expect(ends).not.toContain('never')
    expect(ends).toContain('success')
    expect(ends).toContain('completed')
  }
})
