import type { TestProject } from 'vitest/node'
import { startServices } from './services.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where this run's services are asked for; see services.ts. */
    servicesUrl: string
  }
}

/** Runs once, before all test files: opens the door at which test files ask for databases and services. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await startServices()
  project.provide('servicesUrl', services.url)
  return services.stop
}
