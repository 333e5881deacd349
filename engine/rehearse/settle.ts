import type { InstantMs } from '../../schemas/basics.ts'
import { canDeliver, deliver } from './deliver.ts'
import { hear } from './hear.ts'
import { isConcerned, nextAt, takeStep } from './journey.ts'
import type { Journey, World } from './world.ts'

/** Steps in one turn before the rest is left to the next, as in a run. */
const stepsMax = 40

/**
 * Does for the customers of one cohort, in order of number, all that can be done at `now` without time passing: turns
 * until nobody is ready, then deliveries step by step, and again, as a cohort's workflow does.
 */
export function settle(world: World, cohort: readonly Journey[], now: InstantMs): void {
  for (const journey of cohort) hear(world, journey, now)
  for (;;) {
    const concerned = cohort.filter((journey) => isConcerned(journey, now))
    takeTurns(world, concerned, now)
    const sending = cohort.filter((journey) => canDeliver(journey, now))
    if (sending.length === 0) return
    if (sending.length > 1) sending.sort(byStep)
    for (const journey of sending) deliver(world, journey, now)
  }
}

function takeTurns(world: World, concerned: readonly Journey[], now: InstantMs): void {
  let ready = concerned
  while (ready.length > 0) {
    let walking = ready
    for (let hop = 0; hop < stepsMax && walking.length > 0; hop += 1) {
      const isFirst = hop === 0
      walking = walking.filter((journey) => takeStep(world, journey, { now, isFirst }))
    }
    ready = ready.filter((journey) => journey.state === 'ready')
  }
}

function byStep(a: Journey, b: Journey): number {
  return a.place.at.no - b.place.at.no || a.customer.no - b.customer.no
}

/** When the customer's next event is dealt with: at once, or at the end of a pause it falls into; null: never. */
export function nextEventAt({ pauses }: World, journey: Journey): InstantMs | null {
  const at = nextAt(journey)
  if (at === null || pauses.length === 0) return at
  const pause = pauses.find(({ from, until }) => from <= at && (until === null || at < until))
  return pause ? pause.until : at
}

/** Leads one customer on until nothing more happens by `until`; for those who share nothing with others. */
export function runAlone(world: World, journey: Journey, until: InstantMs): void {
  const cohort = [journey]
  for (let at = nextEventAt(world, journey); isOn(journey) && at !== null && at <= until; ) {
    settle(world, cohort, at)
    at = nextEventAt(world, journey)
  }
  finish(world, journey, until)
}

/**
 * Leads customers on together in order of time, within one instant cohort by cohort and by number: for those who draw
 * on the same budget or stock.
 */
export function runTogether(
  world: World,
  journeys: readonly Journey[],
  { until, cohortSize }: { until: InstantMs; cohortSize: number },
): void {
  const queue = createQueue()
  const enqueue = (journey: Journey) => {
    const at = isOn(journey) ? nextEventAt(world, journey) : null
    if (at !== null && at <= until) queue.push(at, journey)
    else finish(world, journey, until)
  }
  for (const journey of journeys) enqueue(journey)
  for (let next = queue.pop(); next; next = queue.pop()) {
    const cohortNo = cohortOf(next.journey, cohortSize)
    const cohort = [next.journey]
    for (
      let other = queue.peek();
      other && other.at === next.at && cohortOf(other.journey, cohortSize) === cohortNo;
      other = queue.peek()
    ) {
      cohort.push(other.journey)
      queue.pop()
    }
    settle(world, cohort, next.at)
    for (const journey of cohort) enqueue(journey)
  }
}

function cohortOf({ customer }: Journey, cohortSize: number): number {
  return Math.floor(customer.no / cohortSize)
}

function isOn({ state }: Journey): boolean {
  return state === 'ready' || state === 'parked'
}

/** What still comes back from somebody who moves no more is late, and counts. */
function finish(world: World, journey: Journey, until: InstantMs): void {
  hear(world, journey, until)
  world.record.finished(journey)
}

interface Queued {
  readonly at: InstantMs
  readonly journey: Journey
}

/** A binary heap by instant, then by number; Floyd (1964), “Algorithm 245: Treesort 3”. */
function createQueue() {
  const heap: Queued[] = []
  const isBefore = (a: Queued, b: Queued) =>
    a.at < b.at || (a.at === b.at && a.journey.customer.no < b.journey.customer.no)
  const swapIfBefore = (child: number, parent: number): boolean => {
    const [a, b] = [heap[child], heap[parent]]
    if (!a || !b || !isBefore(a, b)) return false
    heap[child] = b
    heap[parent] = a
    return true
  }
  return {
    peek: () => heap[0],
    push(at: InstantMs, journey: Journey) {
      let child = heap.push({ at, journey }) - 1
      while (child > 0) {
        const parent = (child - 1) >> 1
        if (!swapIfBefore(child, parent)) return
        child = parent
      }
    },
    pop(): Queued | undefined {
      const [first] = heap
      const last = heap.pop()
      if (!first || !last || first === last) return first
      heap[0] = last
      for (let parent = 0; ; ) {
        const [left, right] = [heap[2 * parent + 1], heap[2 * parent + 2]]
        if (!left) return first
        const child = right && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1
        if (!swapIfBefore(child, parent)) return first
        parent = child
      }
    },
  }
}
