import type { Channel, InstantMs, ResponseKind } from '../../schemas/basics.ts'
import type { NodeNo, Plan, PlanNode } from '../../schemas/plan.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { RehearsedCustomer } from '../../schemas/rehearsal.ts'
import type { Simulation } from '../../schemas/run.ts'
import type { Clock, ContactFact, EndResult, Needs, PurchaseFact, Why } from '../decision.ts'
import { type GateRules, gateRulesOf } from '../gate.ts'
import { needsOf } from '../kinds/registry.ts'
import { asksForProfile, needsOfPlan } from '../needs.ts'
import type { ProfileChanges } from './facts.ts'

/** Everything around a rehearsed customer: the plan, the house's rules, chance, and what is shared with others. */
export interface World {
  readonly plan: Plan
  readonly places: ReadonlyMap<NodeNo, Place>
  readonly needs: Needs
  /** Zone of the installation, whose calendar days rules speak of. */
  readonly houseZone: string
  /** The run's seed. */
  readonly seed: number
  /** How customers answer; null: only as they are told to. */
  readonly simulation: Simulation | null
  /** Due instants are not rounded up to a grain: a cohort of one. */
  readonly isExact: boolean
  /** Pauses of the run: nothing moves within. In order; none overlaps another. */
  readonly pauses: Clock['pauses']
  readonly shared: Shared
  readonly record: Recorder
}

/** A step with what is asked of it again and again. */
export interface Place {
  readonly at: PlanNode
  /** Null where no contacts are made. */
  readonly gate: GateRules | null
  /** Of one contact, in hundredths of the currency's unit. */
  readonly cost: number
  /** Whether deciding asks for the customer's profile. */
  readonly wantsFacts: boolean
}

/** What all customers of a run draw on. */
export interface Shared {
  /** Whether a reward is left at an offer step. */
  hasReward(no: NodeNo): boolean
  takeReward(no: NodeNo): void
  /** Charges the budget with hundredths; false: it does not suffice, and nothing is charged. */
  charge(cost: number): boolean
  refund(cost: number): void
}

/** One step taken; what a journal row says. */
export interface RehearsedMove {
  readonly seq: number
  readonly node: NodeNo
  readonly visit: number
  /** Null if it left by none. */
  readonly port: string | null
  /** Null: it has left the scenario. */
  readonly to: NodeNo | null
  readonly ended: EndResult | null
  readonly why: Why
  readonly at: InstantMs
}

/** Who wants to know what happens. */
export interface Recorder {
  entered(journey: Journey): void
  moved(journey: Journey, move: RehearsedMove): void
  contacted(place: Place, contact: { channel: Channel; at: InstantMs }): void
  /** A contact refused or expired. */
  unsent(place: Place, contact: { channel: Channel; reason: string }): void
  heldForBudget(at: InstantMs): void
  refunded(cost: number, chargedAt: InstantMs): void
  answered(answer: {
    channel: Channel | null
    response: ResponseKind
    at: InstantMs
    amount: number | null
  }): void
  /** Nothing more happens to this customer within the rehearsal. */
  finished(journey: Journey): void
}

/**
 * One customer on the way through a rehearsed run: what the rows of an enrolment hold, in memory. What a turn
 * does to the rows is done to it here, what a delivery does in deliver.ts, and what the inbox does in hear.ts: in the
 * same order and by the same decisions.
 */
export interface Journey {
  readonly customer: RehearsedCustomer
  readonly seed: string
  readonly enteredAt: InstantMs
  place: Place
  visit: number
  seq: number
  arrivedAt: InstantMs
  state: 'ready' | 'parked' | 'held' | 'ended'
  due: InstantMs | null
  /** Something came back or was settled since the last turn. */
  woken: boolean
  /** Why it is held, or how it ended. */
  reason: string | null
  readonly contacts: RehearsedContact[]
  /** Ordered and not settled. */
  open: RehearsedContact | null
  /** A call that waits for its outcome at the desk. */
  task: RehearsedContact | null
  /** What will come back, in order of time. */
  readonly answers: Answer[]
  readonly purchases: PurchaseFact[]
  changes: ProfileChanges
  consent: number
  suppressed: number
  recent: readonly InstantMs[]
  /** Rounds made through steps with a limit. */
  readonly visits: Map<NodeNo, number>
}

export interface RehearsedContact extends ContactFact {
  readonly channel: Channel
  readonly expiresAt: InstantMs
  readonly responses: { kind: ResponseKind; firstAt: InstantMs; count: number }[]
  status: ContactFact['status']
  settledAt: InstantMs | null
  reason: string | null
  /** Put off by closed hours until then. */
  notBefore: InstantMs | null
}

export interface Answer {
  readonly response: ResponseKind
  readonly at: InstantMs
  readonly amount: number | null
  /** What it answers; a number: the newest contact made at that step by then. */
  readonly to: RehearsedContact | NodeNo
}

/** The part of a world that follows from the plan and the policy. */
export function placesOf(
  plan: Plan,
  { policy, policyVersion }: { policy: Policy; policyVersion: number },
): Pick<World, 'plan' | 'places' | 'needs'> {
  const places = plan.nodes.map((at): [NodeNo, Place] => {
    const { node } = at
    const isContact = node.kind === 'channel' || node.kind === 'call'
    const place = {
      at,
      gate: isContact ? gateRulesOf(at, policy, policyVersion) : null,
      cost: isContact ? Math.round(node.unitCost * 100) : 0,
      wantsFacts: asksForProfile(needsOf(at)),
    }
    return [at.no, place]
  })
  return { plan, places: new Map(places), needs: needsOfPlan(plan) }
}

/** A step of the plan by its number. */
export function placeOf(world: Pick<World, 'places'>, no: NodeNo): Place {
  const place = world.places.get(no)
  if (!place) throw new Error(`The plan has no step ${no}`)
  return place
}
