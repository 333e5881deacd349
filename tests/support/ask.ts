import { inject } from 'vitest'
import type { Services } from './services.ts'

/** Asks the test run for one of its services; the first to ask waits until it has started. */
export async function ask<Path extends keyof Services>(path: Path): Promise<Services[Path]> {
  const response = await fetch(`${inject('servicesUrl')}${path}`)
  const body = await response.text()
  if (!response.ok) throw new Error(`The test run's ${path} did not start: ${body}`)
  return JSON.parse(body) as Services[Path]
}
