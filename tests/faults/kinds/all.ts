import { chanceFrom, shuffled } from '../world/chance.ts'
import type { Fault } from './fault.ts'
import { historyFaults } from './histories.ts'
import { linkFaults } from './links.ts'
import { killedAtPoints } from './points.ts'
import { poisonedFaults } from './poisoned.ts'
import { processFaults } from './processes.ts'
import { providerFaults } from './providers.ts'
import { stateFaults } from './state.ts'

/** Every point and every fault, once. */
export const everyFault: readonly Fault[] = [
  ...killedAtPoints,
  ...processFaults,
  ...linkFaults,
  ...providerFaults,
  ...poisonedFaults,
  ...stateFaults,
  ...historyFaults,
]

/** The short form: by chance of the seed some points, and of all else one or two of a sort. */
export function sampleOf(seed: number): readonly Fault[] {
  const chance = chanceFrom(seed)
  const some = (faults: readonly Fault[], n: number) => shuffled(faults, chance).slice(0, n)
  return shuffled(
    [
      ...some(killedAtPoints, 5),
      ...some(processFaults, 1),
      ...some(linkFaults, 1),
      ...some([...providerFaults, ...poisonedFaults], 2),
      ...some([...stateFaults, ...historyFaults], 1),
    ],
    chance,
  )
}

/** What `npm test` runs: two points and one other harm to a process or a connection, by chance of the seed. */
export function sampleForTests(seed: number): readonly Fault[] {
  const chance = chanceFrom(seed)
  return [
    ...shuffled(killedAtPoints, chance).slice(0, 2),
    ...shuffled([...processFaults, ...linkFaults], chance).slice(0, 1),
  ]
}
