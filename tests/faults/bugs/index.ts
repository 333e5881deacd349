import type { Bug } from './bug.ts'

export const bugs: readonly Bug[] = []

const none: Omit<Bug, 'name' | 'breaks'> = {}

/** The bug of that name; without one nothing is broken. */
export function bugOf(name: string | null): Omit<Bug, 'name' | 'breaks'> {
  if (name === null) return none
  const bug = bugs.find((b) => b.name === name)
  if (!bug) throw new Error(`There is no bug ${name}`)
  return bug
}
