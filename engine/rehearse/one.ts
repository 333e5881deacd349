import type { Channel, InstantMs, ResponseKind } from '../../schemas/basics.ts'
import type { Change } from '../../schemas/kinds/update.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { NodeNo, Plan } from '../../schemas/plan.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { GivenResponse, RehearsedCustomer } from '../../schemas/rehearsal.ts'
import type { ContactStatus, EndResult } from '../decision.ts'
import { enter } from './journey.ts'
import { nextEventAt, runAlone } from './settle.ts'
import {
  type Journey,
  placeOf,
  placesOf,
  type Recorder,
  type RehearsedMove,
  type World,
} from './world.ts'

export interface OneOptions {
  /** When the customer enters. */
  readonly startsAt: InstantMs
  /** The instant the clock is scrubbed to; nothing after it has happened yet. */
  readonly until: InstantMs
  readonly policy: Policy
  readonly policyVersion: number
  /** Zone of the installation. */
  readonly houseZone: string
  /** What the customer does, in any order; what comes after `until` is left for later. */
  readonly responses: readonly GivenResponse[]
  /** The run’s seed, which experiments are drawn from; 1 by default. */
  readonly seed?: number
  /** Whether rewards of limited stock are left for this customer; true by default. */
  readonly rewardLeft?: boolean
}

/** How far one customer has come, and why. */
export interface OneRehearsed {
  readonly moves: readonly (RehearsedMove & { readonly id: NodeId })[]
  readonly contacts: readonly OneContact[]
  readonly rewards: readonly { readonly id: NodeId; readonly no: NodeNo; readonly at: InstantMs }[]
  readonly changes: readonly (Change & { readonly id: NodeId; readonly at: InstantMs })[]
  readonly purchases: readonly { readonly at: InstantMs; readonly amount: number }[]
  readonly stands: {
    readonly id: NodeId
    readonly no: NodeNo
    readonly visit: number
    readonly since: InstantMs
    readonly state: 'waiting' | 'held' | 'ended'
    readonly ended: EndResult | null
    readonly reason: string | null
  }
  /** What happens next if nothing comes back: a time that is due, or hours that open for a contact; null: nothing. */
  readonly next: { readonly at: InstantMs; readonly for: 'due' | 'hours' } | null
  /** Responses that the step the customer stands at would branch by. */
  readonly listensFor: readonly { readonly no: NodeNo; readonly kind: ResponseKind }[]
}

export interface OneContact {
  readonly id: NodeId
  readonly no: NodeNo
  readonly visit: number
  readonly channel: Channel
  readonly orderedAt: InstantMs
  readonly expiresAt: InstantMs
  readonly status: ContactStatus
  readonly settledAt: InstantMs | null
  /** Why it was refused or expired, or what it waits for. */
  readonly reason: string | null
  readonly deferredUntil: InstantMs | null
  readonly responses: readonly { readonly kind: ResponseKind; readonly firstAt: InstantMs }[]
}

/**
 * Leads one customer through a plan up to an instant, answering as told: what the designer shows of a sample customer.
 * Pure and quick enough to be called at every move of the clock. Due instants are exact, as in a cohort of one.
 */
export function rehearseOne(
  plan: Plan,
  customer: RehearsedCustomer,
  options: OneOptions,
): OneRehearsed {
  const { startsAt, until, rewardLeft = true } = options
  const moves: RehearsedMove[] = []
  const world: World = {
    ...placesOf(plan, options),
    houseZone: options.houseZone,
    seed: options.seed ?? 1,
    simulation: null,
    isExact: true,
    pauses: [],
    shared: {
      hasReward: (no) => rewardLeft || stockOf(world, no) === null,
      takeReward: nothing,
      charge: () => true,
      refund: nothing,
    },
    record: { ...silent, moved: (_, move) => moves.push(move) },
  }
  const journey = enter(world, customer, startsAt)
  journey.answers.push(
    ...options.responses
      .map(({ node, kind, at, amount }) => ({
        ...{ to: node, response: kind, at, amount: amount ?? null },
      }))
      .sort((a, b) => a.at - b.at),
  )
  if (startsAt <= until) runAlone(world, journey, until)
  journey.answers.length = 0
  const idOf = (no: NodeNo) => placeOf(world, no).at.id
  return {
    moves: moves.map((move) => ({ ...move, id: idOf(move.node) })),
    contacts: journey.contacts.map(({ node, notBefore, ...contact }) => ({
      ...contact,
      no: node,
      id: idOf(node),
      deferredUntil: contact.status === 'ordered' ? notBefore : null,
    })),
    rewards: moves
      .filter(({ why }) => why.code === 'REWARDED')
      .map(({ node, at }) => ({ id: idOf(node), no: node, at })),
    changes: moves
      .filter(({ why }) => why.code === 'UPDATED')
      .flatMap(({ node, at }) => changesAt(world, { no: node, at })),
    purchases: journey.purchases,
    stands: standsOf(journey, moves),
    next: nextOf(world, journey),
    listensFor: listensFor(journey),
  }
}

function nothing(): void {}

const silent: Recorder = {
  entered: nothing,
  moved: nothing,
  contacted: nothing,
  unsent: nothing,
  heldForBudget: nothing,
  refunded: nothing,
  answered: nothing,
  finished: nothing,
}

function stockOf(world: World, no: NodeNo): number | null {
  return placeOf(world, no).at.offer?.reward?.stock ?? null
}

function changesAt(world: World, { no, at }: { no: NodeNo; at: InstantMs }) {
  const { node, id } = placeOf(world, no).at
  return node.kind === 'update' ? node.changes.map((change) => ({ ...change, id, at })) : []
}

function standsOf(
  { place, visit, arrivedAt, state, reason }: Journey,
  moves: readonly RehearsedMove[],
): OneRehearsed['stands'] {
  const { id, no } = place.at
  return {
    ...{ id, no, visit, since: arrivedAt, reason },
    state: state === 'ready' || state === 'parked' ? 'waiting' : state,
    ended: moves.at(-1)?.ended ?? null,
  }
}

function nextOf(world: World, journey: Journey): OneRehearsed['next'] {
  const at = nextEventAt(world, journey)
  if (at === null || journey.state === 'held' || journey.state === 'ended') return null
  return { at, for: journey.open?.notBefore === at ? 'hours' : 'due' }
}

function listensFor({ place, state }: Journey): OneRehearsed['listensFor'] {
  if (state !== 'parked') return []
  const { node, no, contacts } = place.at
  if (node.kind === 'response') {
    return node.outcomes.flatMap(({ response }) =>
      contacts.map((contact) => ({ no: contact, kind: response })),
    )
  }
  return node.kind === 'call' ? callOutcomes.map((kind) => ({ no, kind })) : []
}

const callOutcomes: readonly ResponseKind[] = [
  'answered',
  'complaint',
  'noAnswer',
  'refused',
  'wrongNumber',
]
