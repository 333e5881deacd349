import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Context, heartbeat } from '@temporalio/activity'
import {
  type ActivityInterceptors,
  bundleWorkflowCode,
  DefaultLogger,
  type NativeConnection,
  Worker,
} from '@temporalio/worker'
import { createDeliveryActivities } from '../activities/deliver.ts'
import type { DeliveryParts } from '../activities/delivery/parts.ts'
import { createRunActivities } from '../activities/run.ts'
import { createTurnActivities } from '../activities/take-turns.ts'
import type { Db } from '../db/schema.ts'
import {
  type DeliveryActivities,
  queueName,
  type RunActivities,
  type TurnActivities,
} from '../engine/ports.ts'
import { channels } from '../schemas/basics.ts'
import { projectFolder } from './config.ts'
import type { TemporalPort } from './workflow-port.ts'

export interface WorkerParts extends Omit<DeliveryParts, 'heartbeat'> {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly prefix: string
  readonly db: Db
  readonly workflows: TemporalPort
  /** Path of the bundle of workflows/index.ts. */
  readonly codePath: string
  /** Turns taken side by side; each uses one database connection. */
  readonly turnsAtOnce: number
}

/** A third of the connections: what is left is for deliveries, and several processes share out a run's few cohorts. */
export function turnsAtOnceOf(databaseConnections: number): number {
  return Math.max(1, Math.floor(databaseConnections / 3))
}

/** What the workers do; a proof may replace one by a broken one. */
export interface Activities {
  readonly control: RunActivities
  readonly turns: TurnActivities
  readonly deliveries: DeliveryActivities
}

/** Workers for all queues in this process; run them until `signal` aborts. */
export async function runWorkers(
  parts: WorkerParts,
  signal: AbortSignal,
  activities: Activities = createActivities(parts),
): Promise<void> {
  const workers = await createWorkers(parts, activities)
  const stop = () => {
    for (const worker of workers) worker.shutdown()
  }
  const running = Promise.all(workers.map((worker) => worker.run()))
  signal.addEventListener('abort', stop, { once: true })
  // A worker that never ran would keep its connection open for ever.
  if (signal.aborted) stop()
  await running
}

export function createActivities(parts: WorkerParts): Activities {
  const { db, log, reach, workflows } = parts
  return {
    control: createRunActivities({ db, workflows, reach }),
    turns: createTurnActivities({ db, log, reach }),
    deliveries: createDeliveryActivities({ ...parts, heartbeat }),
  }
}

async function createWorkers(parts: WorkerParts, activities: Activities): Promise<Worker[]> {
  const { connection, namespace, prefix, codePath, turnsAtOnce } = parts
  const interceptors = { activity: [stayAlive] }
  const common = {
    connection,
    namespace,
    interceptors,
    maxHeartbeatThrottleInterval: heartbeatEveryMs,
    shutdownGraceTime: '10 s',
  }
  const control = Worker.create({
    ...common,
    taskQueue: queueName(prefix, 'control'),
    workflowBundle: { codePath },
    activities: activities.control,
    maxConcurrentActivityTaskExecutions: 8,
  })
  const turns = Worker.create({
    ...common,
    taskQueue: queueName(prefix, 'turns'),
    activities: activities.turns,
    maxConcurrentActivityTaskExecutions: turnsAtOnce,
  })
  const deliveries = channels.map((channel) =>
    Worker.create({
      ...common,
      taskQueue: queueName(prefix, channel),
      activities: activities.deliveries,
      maxConcurrentActivityTaskExecutions: turnsAtOnce,
    }),
  )
  return Promise.all([control, turns, ...deliveries])
}

const heartbeatEveryMs = 2000

/**
 * Says every two seconds that this process lives while it works on an activity, however long one statement takes. So a
 * worker that was killed is noticed by the activity's heartbeat time-out, not by the time its work may take at most.
 */
function stayAlive(context: Context): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const timer = setInterval(() => context.heartbeat(), heartbeatEveryMs)
        try {
          return await next(input)
        } finally {
          clearInterval(timer)
        }
      },
    },
  }
}

/** The bundle of the workflows, made anew only when their sources changed. Returns its path. */
export async function bundleWorkflows(cacheFolder: string): Promise<string> {
  const codePath = join(cacheFolder, `workflows-${sourcesHash()}.js`)
  if (existsSync(codePath)) return codePath
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(projectFolder, 'workflows', 'index.ts'),
    logger: new DefaultLogger('ERROR'),
  })
  mkdirSync(cacheFolder, { recursive: true })
  // Written beside and moved, so that no other worker ever reads half of it.
  const partial = `${codePath}.${process.pid}`
  writeFileSync(partial, code)
  renameSync(partial, codePath)
  return codePath
}

function sourcesHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(projectFolder, 'package-lock.json')))
  for (const folder of ['workflows', 'engine', 'schemas']) {
    for (const name of readdirSync(join(projectFolder, folder))
      .filter((n) => n.endsWith('.ts'))
      .sort()) {
      hash.update(name).update(readFileSync(join(projectFolder, folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
