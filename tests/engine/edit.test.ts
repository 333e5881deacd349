import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile.ts'
import { applyFix } from '../../engine/edit/apply-fix.ts'
import { blockOf, branchesAround, branchesIn } from '../../engine/edit/blocks.ts'
import {
  addBranch,
  removeBranch,
  renameBranch,
  reorderBranches,
} from '../../engine/edit/branches.ts'
import { connect, disconnect } from '../../engine/edit/connect.ts'
import { copyFragment } from '../../engine/edit/copy.ts'
import { type Edited, withTarget } from '../../engine/edit/document.ts'
import { insert } from '../../engine/edit/insert.ts'
import { move, movePoints } from '../../engine/edit/move.ts'
import { duplicate, paste } from '../../engine/edit/paste.ts'
import { branchesOf, remove } from '../../engine/edit/remove.ts'
import { removeMany } from '../../engine/edit/remove-many.ts'
import { evenShares } from '../../engine/edit/shares.ts'
import { suggestNext } from '../../engine/edit/suggest-next.ts'
import { rename, renameScenario, setExitRules, update } from '../../engine/edit/update.ts'
import { graphOf, reachableFrom } from '../../engine/graph.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import { Failure } from '../../schemas/failure.ts'
import { fragmentSchema } from '../../schemas/fragment.ts'
import { type Node, type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { anyCommand, choices, pick } from './any-command.ts'
import { documents, scenarios } from './arbitrary-scenario.ts'
import { catalogueWith } from './catalogue.ts'
import { draw, line } from './draw.ts'

/** A drawing as text: each step with where its ports lead. */
function shape(scenario: Scenario): string[] {
  return scenario.nodes.map((node) => {
    const ways = portsOf(node).map(({ port }) => `${port}→${node.next[port] ?? '·'}`)
    return [node.id, ...ways].join(' ')
  })
}

function check(edited: Edited, expected: readonly string[]): void {
  expect(shape(edited.scenario).sort()).toEqual([...expected].sort())
}

function nodeIn(scenario: Scenario, id: string): Node {
  const found = scenario.nodes.find((node) => node.id === id)
  if (!found) throw new Error(`No ${id}`)
  return found
}

const flow = line({ id: 'mail', kind: 'channel' }, { id: 'pause', kind: 'wait' })
const fork = draw([
  { id: 'start', kind: 'segment', next: { next: 'mail' } },
  { id: 'mail', kind: 'channel', next: { next: 'fork' } },
  {
    id: 'fork',
    kind: 'response',
    contacts: ['mail'],
    outcomes: [
      { response: 'purchased', leave: 'atOnce' },
      { response: 'clicked', leave: 'atEnd' },
    ],
    next: { purchased: 'thanks', clicked: 'text', none: 'end' },
  },
  { id: 'thanks', kind: 'call', next: { next: 'end' } },
  { id: 'text', kind: 'channel', channel: 'sms', next: { next: 'end' } },
  { id: 'end', kind: 'exit' },
])
const afterMail = { after: 'mail', port: 'next' }

describe('insert', () => {
  test('what followed continues after the new step', () => {
    const edited = insert(flow, afterMail, { kind: 'offer' })
    check(edited, [
      'start next→mail',
      'mail next→offer1',
      'offer1 next→pause',
      'pause next→end',
      'end',
    ])
    expect(edited.select).toBe('offer1')
    expect(edited.description).toEqual({
      code: 'INSERTED',
      values: { id: 'offer1', kind: 'offer', title: '', removed: 0 },
    })
  })
  test('after a branching step it continues on the first port', () =>
    check(insert(flow, afterMail, { kind: 'response' }), [
      'start next→mail',
      'mail next→response1',
      'response1 purchased→pause none→·',
      'pause next→end',
      'end',
    ]))
  test('a step that ends the path cuts off what followed', () => {
    const edited = insert(flow, afterMail, { kind: 'exit' })
    check(edited, ['start next→mail', 'mail next→exit1', 'exit1'])
    expect(edited.description.values['removed']).toBe(2)
  })
  test('a preset fills in settings', () => {
    const { scenario } = insert(flow, afterMail, { kind: 'channel', preset: { channel: 'sms' } })
    expect(nodeIn(scenario, 'channel1')).toMatchObject({ channel: 'sms' })
  })
  test('an id is never given again', () => {
    const { scenario } = insert(flow, afterMail, { kind: 'wait', used: ['wait1', 'wait2'] })
    expect(nodeIn(scenario, 'wait3').kind).toBe('wait')
  })
  test('a response branch after a call asks whether it was answered', () => {
    const { scenario } = insert(fork, { after: 'thanks', port: 'next' }, { kind: 'response' })
    expect(nodeIn(scenario, 'response1')).toMatchObject({
      outcomes: [{ response: 'answered', leave: 'atOnce' }],
    })
  })
  test('a second segment, a step that is not there and a branch that is not there are refused', () => {
    expect(() => insert(flow, afterMail, { kind: 'segment' })).toThrow(Failure)
    expect(() => insert(flow, { after: 'ghost', port: 'next' }, { kind: 'wait' })).toThrow(/ghost/)
    expect(() => insert(flow, { after: 'mail', port: 'no' }, { kind: 'wait' })).toThrow(/"no"/)
  })
})

describe('remove', () => {
  test('the flow stays joined', () => {
    const edited = remove(flow, 'mail')
    check(edited, ['start next→pause', 'pause next→end', 'end'])
    expect(edited.select).toBe('start')
  })
  test('a branching step asks which branch stays', () => {
    expect(() => remove(fork, 'fork')).toThrow(/which branch/)
    expect(branchesOf(fork, 'fork')).toEqual(['purchased', 'clicked', 'none'])
  })
  test('the branch that stays continues, the others go', () => {
    const edited = remove(fork, 'fork', 'clicked')
    check(edited, ['start next→mail', 'mail next→text', 'text next→end', 'end'])
    expect(edited.description.values['removed']).toBe(1)
  })
  test('if none stays, the path is empty', () =>
    check(remove(fork, 'fork', null), ['start next→mail', 'mail next→·']))
  test('nobody listens to a contact that is gone', () => {
    const { scenario } = remove(fork, 'mail')
    expect(nodeIn(scenario, 'fork')).toMatchObject({ contacts: [] })
  })
  test('the first step stays', () => expect(() => remove(flow, 'start')).toThrow(/first step/))
})

describe('remove several', () => {
  test('what led to the first of them leads to what follows them', () =>
    check(removeMany(flow, ['pause', 'mail']), ['start next→end', 'end']))
  test('a block goes, and the flow continues where its branches meet', () =>
    check(removeMany(fork, blockOf(fork, 'fork')), ['start next→mail', 'mail next→end', 'end']))
  test('what only they led to goes with them, and is counted', () => {
    const edited = removeMany(fork, ['fork'])
    check(edited, ['start next→mail', 'mail next→thanks', 'thanks next→end', 'end'])
    expect(edited.description).toEqual({ code: 'REMOVED_MANY', values: { count: 1, removed: 1 } })
  })
  test('the first step stays, and a step that is gone is named', () => {
    expect(() => removeMany(fork, ['mail', 'start'])).toThrow(/first step/)
    expect(() => removeMany(fork, ['ghost'])).toThrow(/"ghost"/)
  })
})

describe('move', () => {
  test('the gap closes, and what followed there continues after the step', () =>
    check(move(flow, 'mail', { after: 'pause', port: 'next' }), [
      'start next→pause',
      'pause next→mail',
      'mail next→end',
      'end',
    ]))
  test('branches come along, and who listens to it still does', () => {
    const { scenario } = move(fork, 'mail', { after: 'text', port: 'next' })
    expect(nodeIn(scenario, 'fork')).toMatchObject({ contacts: ['mail'] })
    check(move(fork, 'fork', { after: 'start', port: 'next' }), [
      'start next→fork',
      'fork purchased→mail clicked→text none→end',
      'mail next→thanks',
      'thanks next→end',
      'text next→end',
      'end',
    ])
  })
  test('a step is not moved into its own other branch', () => {
    expect(() => move(fork, 'fork', { after: 'text', port: 'next' })).toThrow(/cannot be moved/)
    const points = movePoints(fork, 'fork').map((point) => `${point.after} ${point.port}`)
    expect(points).toEqual(['start next', 'mail next', 'thanks next'])
  })
  test('a branch that leads back to the step still does', () => {
    const again = draw([
      { id: 'start', kind: 'segment', next: { next: 'mail' } },
      { id: 'mail', kind: 'channel', next: { next: 'call' } },
      {
        id: 'call',
        kind: 'call',
        branches: ['unreached'],
        maxVisits: 3,
        next: { next: 'end', unreached: 'pause' },
      },
      { id: 'pause', kind: 'wait', next: { next: 'call' } },
      { id: 'end', kind: 'exit' },
    ])
    check(move(again, 'call', { after: 'start', port: 'next' }), [
      'start next→call',
      'call next→mail unreached→pause exhausted→·',
      'pause next→call',
      'mail next→end',
      'end',
    ])
  })
  test('an end is moved only to where nothing follows', () => {
    expect(() => move(fork, 'end', afterMail)).toThrow(/cannot be moved/)
    const open = disconnect(fork, { after: 'fork', port: 'none' }).scenario
    check(move(open, 'end', { after: 'fork', port: 'none' }), [
      'start next→mail',
      'mail next→fork',
      'fork purchased→thanks clicked→text none→end',
      'thanks next→·',
      'text next→·',
      'end',
    ])
  })
  test('where it stands already, nothing changes', () =>
    expect(move(flow, 'pause', afterMail).scenario).toEqual(flow))
})

describe('copy and paste', () => {
  test('a branching step brings what belongs to its branches alone', () => {
    expect(blockOf(fork, 'fork')).toEqual(['fork', 'thanks', 'text'])
    expect(blockOf(fork, 'mail')).toEqual(['mail'])
  })
  test('a copy has ids of its own, and edges within it', () => {
    const fragment = fragmentSchema.parse(copyFragment(fork, blockOf(fork, 'fork')))
    const edited = paste(flow, afterMail, fragment)
    check(edited, [
      'start next→mail',
      'mail next→response1',
      'response1 purchased→call1 clicked→channel1 none→·',
      'call1 next→pause',
      'channel1 next→·',
      'pause next→end',
      'end',
    ])
    expect(nodeIn(edited.scenario, 'response1')).toMatchObject({ contacts: ['mail'] })
  })
  test('a contact that the other scenario does not have is forgotten', () => {
    const fragment = copyFragment(fork, ['fork'])
    const { scenario } = paste(
      line({ id: 'w', kind: 'wait' }),
      { after: 'w', port: 'next' },
      fragment,
    )
    expect(nodeIn(scenario, 'response1')).toMatchObject({ contacts: [] })
  })
  test('a step stands in the branch that alone leads to it; where branches meet, in none', () => {
    const named = [...branchesIn(fork)].map(([id, branch]) => [id, branch?.port ?? null])
    expect(Object.fromEntries(named)).toEqual({
      start: null,
      mail: null,
      fork: null,
      thanks: 'purchased',
      text: 'clicked',
      end: null,
    })
  })
  test('steps between chosen ones are passed over, and pieces follow one another', () => {
    expect(copyFragment(fork, ['end', 'mail']).nodes.map(({ id, next }) => [id, next])).toEqual([
      ['mail', { next: 'end' }],
      ['end', {}],
    ])
    expect(copyFragment(fork, ['text', 'thanks']).nodes.map(({ id, next }) => [id, next])).toEqual([
      ['thanks', { next: 'text' }],
      ['text', { next: null }],
    ])
  })
  test('a duplicate follows its original', () =>
    check(duplicate(flow, 'mail'), [
      'start next→mail',
      'mail next→channel1',
      'channel1 next→pause',
      'pause next→end',
      'end',
    ]))
  test('the start and an end cannot be doubled', () => {
    expect(() => duplicate(flow, 'start')).toThrow(Failure)
    expect(() => duplicate(flow, 'end')).toThrow(Failure)
  })
})

describe('settings', () => {
  test('a setting changes, and one given as undefined goes', () => {
    const limited = update(flow, 'pause', { maxVisits: 4, note: 'Why' }).scenario
    expect(nodeIn(limited, 'pause')).toMatchObject({ maxVisits: 4, note: 'Why' })
    expect(
      nodeIn(update(limited, 'pause', { note: undefined }).scenario, 'pause'),
    ).not.toHaveProperty('note')
  })
  test('id, kind and edges are not settings', () => {
    const { scenario } = update(flow, 'mail', { id: 'x', kind: 'exit', next: {} })
    expect(scenario).toEqual(flow)
  })
  test('a value that does not fit is refused with its field', () =>
    expect(() => update(flow, 'mail', { unitCost: -1 })).toThrow(/unitCost/))
  test('a branch that a setting takes away goes with what only it led to', () => {
    const branched = update(flow, 'mail', { unsent: 'branch' }).scenario
    const filled = insert(branched, { after: 'mail', port: 'unsent' }, { kind: 'call' }).scenario
    check(update(filled, 'mail', { unsent: 'leave' }), shape(flow))
  })
  test('titles, the name and exit rules', () => {
    expect(nodeIn(rename(flow, 'mail', ' Coupon ').scenario, 'mail').title).toBe('Coupon')
    expect(renameScenario(flow, 'Spring').scenario.name).toBe('Spring')
    expect(() => renameScenario(flow, '  ')).toThrow(Failure)
    const rules = [{ response: 'purchased', atLeast: 2, result: 'success' }] as const
    expect(setExitRules(flow, rules).scenario.exitRules).toEqual(rules)
  })
})

describe('branches', () => {
  test('a response branch gets the next response its contact can have', () => {
    const { scenario, description } = addBranch(fork, 'fork')
    expect(description).toMatchObject({ code: 'BRANCH_ADDED', values: { port: 'replied' } })
    expect(portsOf(nodeIn(scenario, 'fork')).map((spec) => spec.port)).toEqual([
      'purchased',
      'clicked',
      'replied',
      'none',
    ])
  })
  test('a branch goes with what only it led to', () =>
    check(removeBranch(fork, 'fork', 'clicked'), [
      'start next→mail',
      'mail next→fork',
      'fork purchased→thanks none→end',
      'thanks next→end',
      'end',
    ]))
  test('a new order names every branch once', () => {
    const { scenario } = reorderBranches(fork, 'fork', ['clicked', 'purchased'])
    expect(shape(scenario)[2]).toBe('fork clicked→text purchased→thanks none→end')
    expect(() => reorderBranches(fork, 'fork', ['clicked'])).toThrow(/once/)
  })
  test('a label changes, the port stays', () => {
    const test = insert(flow, afterMail, { kind: 'experiment' }).scenario
    const { scenario } = renameBranch(test, 'experiment1', { port: 'a', label: 'Coupon' })
    expect(nodeIn(scenario, 'experiment1')).toMatchObject({
      arms: [{ port: 'a', label: 'Coupon' }, {}],
    })
    expect(() => renameBranch(fork, 'fork', { port: 'clicked', label: 'x' })).toThrow(Failure)
  })
  test('even shares stay even, chosen ones are left alone', () => {
    const test = insert(flow, afterMail, { kind: 'experiment' }).scenario
    const shares = (scenario: Scenario) => {
      const node = nodeIn(scenario, 'experiment1')
      return node.kind === 'experiment' ? node.arms.map((arm) => arm.share) : []
    }
    expect(shares(addBranch(test, 'experiment1').scenario)).toEqual([33.4, 33.3, 33.3])
    const chosen = update(test, 'experiment1', {
      arms: [
        { port: 'a', share: 80 },
        { port: 'b', share: 20 },
      ],
    }).scenario
    expect(shares(addBranch(chosen, 'experiment1').scenario)).toEqual([80, 20, 0])
  })
  test('even shares always make a hundred', () => {
    for (let n = 1; n <= 20; n += 1) {
      const shares = evenShares(Array.from({ length: n }, () => ({ share: 0 })))
      expect(shares.reduce((sum, { share }) => sum + Math.round(share * 10), 0)).toBe(1000)
    }
  })
})

describe('continue at', () => {
  test('a branch continues at a step that exists, and what it led to goes', () =>
    check(connect(fork, { after: 'fork', port: 'clicked' }, 'thanks'), [
      'start next→mail',
      'mail next→fork',
      'fork purchased→thanks clicked→thanks none→end',
      'thanks next→end',
      'end',
    ]))
  test('led back, the step gets a limit on visits', () => {
    const { scenario } = connect(fork, { after: 'fork', port: 'none' }, 'mail')
    expect(nodeIn(scenario, 'mail').maxVisits).toBe(3)
    expect(
      nodeIn(connect(fork, { after: 'text', port: 'next' }, 'thanks').scenario, 'thanks'),
    ).not.toHaveProperty('maxVisits')
  })
  test('a branch can be emptied again', () =>
    expect(shape(disconnect(fork, { after: 'fork', port: 'clicked' }).scenario)[2]).toBe(
      'fork purchased→thanks clicked→· none→end',
    ))
  test('nothing continues at the segment', () =>
    expect(() => connect(fork, { after: 'text', port: 'next' }, 'start')).toThrow(/segment/))
})

test('usual next steps: a wait after a channel, a response branch after a wait', () => {
  expect(suggestNext(flow, afterMail)[0]).toBe('wait')
  expect(suggestNext(flow, { after: 'pause', port: 'next' })[0]).toBe('response')
  expect(suggestNext(flow, { after: 'start', port: 'next' })[0]).toBe('offer')
  expect(suggestNext(fork, { after: 'fork', port: 'purchased' })[0]).toBe('call')
  expect(suggestNext(line({ id: 'w', kind: 'wait' }), { after: 'w', port: 'next' })[0]).toBe(
    'channel',
  )
})

test('every command leaves a document the schema accepts, or refuses with a Failure and changes nothing', () => {
  fc.assert(
    fc.property(scenarios, choices, (scenario, choice) => {
      const before = JSON.stringify(scenario)
      try {
        const edited = anyCommand(scenario, choice)
        if (edited) scenarioSchema.parse(JSON.parse(JSON.stringify(edited.scenario)))
      } catch (refusal) {
        if (!(refusal instanceof Failure)) throw refusal
      }
      expect(JSON.stringify(scenario)).toBe(before)
    }),
    { numRuns: 800 },
  )
})

test('removing a step keeps everything else but the branches that do not stay', () => {
  fc.assert(
    fc.property(documents, fc.nat(1000), fc.nat(1000), (scenario, a, b) => {
      const node = pick(scenario.nodes, a)
      if (!node || node.id === scenario.start || scenario.nodes.length === 1) return
      const keep = pick(branchesOf(scenario, node.id), b)
      const { scenario: after } = remove(scenario, node.id, keep)
      const graph = graphOf(scenario)
      const was = reachableFrom(graph, scenario.start)
      const kept = keep === undefined ? null : (node.next[keep] ?? null)
      // What is reached only by way of the step itself, round a loop, belongs to its other branches.
      const others = graphOf({
        ...scenario,
        nodes: scenario.nodes.filter(({ id }) => id !== node.id),
      })
      const leads = kept !== null && kept !== node.id && was.has(node.id)
      const stays = leads ? reachableFrom(others, kept) : new Set<string>()
      const is = new Set(after.nodes.map((one) => one.id))
      expect(is.has(node.id)).toBe(false)
      for (const id of stays) if (was.has(id)) expect(is.has(id)).toBe(true)
      // What nothing led to before is not touched either.
      for (const id of graph.nodes.keys())
        if (!was.has(id) && id !== node.id) expect(is.has(id)).toBe(true)
    }),
    { numRuns: 400 },
  )
})

test('several steps that are copied and pasted all arrive, and can be reached', () => {
  fc.assert(
    fc.property(documents, fc.nat(1000), fc.nat(1000), (scenario, a, b) => {
      const ids = [pick(scenario.nodes, a), pick(scenario.nodes, b)].flatMap((node) =>
        node && node.id !== scenario.start && portsOf(node).length > 0 ? [node.id] : [],
      )
      const blank = line()
      if (
        ids.length === 0 ||
        scenario.nodes.some(({ kind, id }) => kind === 'segment' && id !== scenario.start)
      )
        return
      const fragment = fragmentSchema.parse(copyFragment(scenario, ids))
      const { scenario: pasted } = paste(blank, { after: 'start', port: 'next' }, fragment)
      const reached = reachableFrom(graphOf(pasted), 'start')
      const isEveryWayTaken = fragment.nodes.every((node) =>
        portsOf(node).every(({ port }) => (node.next[port] ?? null) !== null),
      )
      if (!isEveryWayTaken) expect(reached.size).toBeGreaterThan(new Set(ids).size)
    }),
    { numRuns: 300 },
  )
})

test('without the way that begins its branch, nobody comes to a step', () => {
  fc.assert(
    fc.property(documents, fc.nat(1000), (scenario, a) => {
      const node = pick(scenario.nodes, a)
      const branches = [...branchesAround((node && branchesIn(scenario).get(node.id)) ?? null)]
      for (const { nodeId, port } of branches) {
        const cut = withTarget(scenario, { after: nodeId, port }, null)
        expect(reachableFrom(graphOf(cut), scenario.start).has(node?.id ?? '')).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})

test('moving a step loses nobody and copies nobody', () => {
  fc.assert(
    fc.property(documents, fc.nat(1000), fc.nat(1000), (scenario, a, b) => {
      const node = pick(scenario.nodes, a)
      const point = node && pick(movePoints(scenario, node.id), b)
      if (!point) return
      const { scenario: moved } = move(scenario, node.id, point)
      expect(moved.nodes.map((one) => one.id)).toEqual(scenario.nodes.map((one) => one.id))
      const reached = (one: Scenario) => reachableFrom(graphOf(one), one.start).size
      expect(reached(moved)).toBeGreaterThanOrEqual(reached(scenario))
    }),
    { numRuns: 400 },
  )
})

test('a proposed repair can be made, and removes what it was proposed for', () => {
  fc.assert(
    fc.property(documents, (scenario) => {
      const { diagnostics } = compile(scenario, catalogueWith())
      for (const { code, nodeId, field, fix } of diagnostics) {
        if (!fix) continue
        const { scenario: repaired } = applyFix(scenario, fix)
        scenarioSchema.parse(JSON.parse(JSON.stringify(repaired)))
        const again = compile(repaired, catalogueWith()).diagnostics
        // A contact may be too close to a second one, and two loops may begin at one step.
        if (code === 'CONTACTS_TOO_CLOSE' || code === 'LOOP_UNLIMITED') continue
        expect(
          again.some((one) => one.code === code && one.nodeId === nodeId && one.field === field),
        ).toBe(false)
      }
    }),
    { numRuns: 200 },
  )
})
