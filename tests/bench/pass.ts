import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { launch } from '../support/launch.ts'
import { type CpuSeconds, cpuSeconds, difference } from './cpu.ts'
import type { Level } from './levels.ts'
import type { Machine } from './machine.ts'
import { nodeNo, untilAllEnded, untilAllEntered } from './progress.ts'
import { untilTransitions } from './transitions.ts'

export interface Pass {
  readonly run: number
  readonly customers: number
  /** Seconds in which something was due; the wait between the two halves does not count. */
  readonly busySeconds: number
  /** Of the first half alone: until everybody waits. */
  readonly firstSeconds: number
  readonly cpu: CpuSeconds
  /** As the server counts them, over every workflow of the pass. */
  readonly transitionsPerCustomer: number
}

export const perSecond = ({ customers, busySeconds }: Pass): number => customers / busySeconds

export interface Takes {
  readonly level: Level
  readonly customers: number
  /** Customers there are; the last `customers` of them are taken. */
  readonly audience: number
  /** Customers one workflow drives; the standard of a run unless it is given. */
  readonly cohortSize?: number | undefined
}

export interface Way {
  /** Begins the names of the queues and workflows of this pass. */
  readonly prefix: string
  /** Ends the wait of all; answers the instant (`performance.now`) from which something was due again. */
  resume(run: number): Promise<number>
  /** After the last customer has left, outside the measured time. */
  afterwards?(run: number): Promise<void>
}

/** Takes customers through the level's scenario, which waits once, and says what that took. */
export async function measurePass(
  machine: Machine,
  { level, customers, audience, cohortSize }: Takes,
  way: Way,
): Promise<Pass> {
  const { db, client } = machine
  const workflows = createWorkflowPort(client, { prefix: way.prefix })
  const scenario = level.scenario({ fromPoints: audience - customers + 1 })
  const { run } = await launch(db, scenario, { kind: 'test', cohortSize })
  const node = await nodeNo(db, run, 'wait')

  const startedAt = performance.now()
  const before = cpuSeconds()
  await workflows.startRun(run)
  await untilAllEntered(db, run, { node, customers })
  const firstMs = performance.now() - startedAt
  const first = difference(cpuSeconds(), before)

  const resumedAt = await way.resume(run)
  const between = cpuSeconds()
  await untilAllEnded(db, run, customers)
  const busyMs = firstMs + performance.now() - resumedAt
  const second = difference(cpuSeconds(), between)

  await way.afterwards?.(run)
  const transitions = await untilTransitions(client, way.prefix, run)
  return {
    run,
    customers,
    busySeconds: busyMs / 1000,
    firstSeconds: firstMs / 1000,
    cpu: {
      node: first.node + second.node,
      postgres: first.postgres + second.postgres,
      temporal: first.temporal + second.temporal,
    },
    transitionsPerCustomer: transitions / customers,
  }
}
