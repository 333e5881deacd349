import { randomBytes } from 'node:crypto'
import type { Client } from '@temporalio/client'
import type { ChannelAdapter } from '../../activities/channels/channel.ts'
import { createSandboxAdapter } from '../../activities/channels/sandbox.ts'
import type { DeliveryParts } from '../../activities/delivery/parts.ts'
import { runWorkers } from '../../bin/workers.ts'
import { createWorkflowPort, type TemporalPort } from '../../bin/workflow-port.ts'
import type { Db } from '../../db/schema.ts'
import { runRouter } from '../../intake/router.ts'
import { testTemporal } from './temporal.ts'

export const silent = { error() {}, warn() {}, info() {} }

export interface TestEngine {
  readonly workflows: TemporalPort
  readonly client: Client
  /** Begins the names of its workflows and queues. */
  readonly prefix: string
  /** Starts workers and a router; stop them before the file ends. */
  start(): Promise<{ stop: () => Promise<void> }>
}

/** The whole engine in this process, on the test run's Temporal server, under a prefix of its own. */
export async function testEngine(
  db: Db,
  { adapterFor, sendTimeoutMs }: Partial<Pick<DeliveryParts, 'adapterFor' | 'sendTimeoutMs'>> = {},
): Promise<TestEngine> {
  const temporal = await testTemporal()
  const prefix = `test-${randomBytes(5).toString('hex')}`
  const workflows = createWorkflowPort(temporal.client, { prefix })
  const { codePath } = await temporal.workflowBundle()
  return {
    workflows,
    client: temporal.client,
    prefix,
    async start() {
      const stopping = new AbortController()
      const parts = { db, log: silent, workflows, signal: stopping.signal }
      const running = Promise.all([
        runRouter(parts),
        runWorkers(
          {
            ...parts,
            connection: temporal.native,
            namespace: temporal.namespace,
            prefix,
            codePath,
            turnsAtOnce: 2,
            adapterFor: adapterFor ?? sandboxAdapters(db),
            publicUrl: 'http://localhost:4400',
            sendTimeoutMs: sendTimeoutMs ?? 5000,
          },
          stopping.signal,
        ),
      ])
      return {
        async stop() {
          stopping.abort()
          await running
        },
      }
    },
  }
}

/** Sandbox adapters whatever the kind of the run: no provider is asked. */
export function sandboxAdapters(db: Db): DeliveryParts['adapterFor'] {
  return (context, { node }): ChannelAdapter => {
    if (node.kind !== 'channel' && node.kind !== 'call') throw new Error('not a contact')
    return createSandboxAdapter(db, { run: context.run, node, settings: context.settings })
  }
}
