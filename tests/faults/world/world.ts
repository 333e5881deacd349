import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { createWorkflowPort } from '../../../bin/workflow-port.ts'
import { createKey } from '../../../db/accounts/keys.ts'
import { connect } from '../../../db/connect.ts'
import type { Db } from '../../../db/schema.ts'
import type { WorkflowPort } from '../../../engine/ports.ts'
import { freePort } from '../../../local/processes.ts'
import type { Settings } from '../processes/commands.ts'
import { chanceFrom } from './chance.ts'
import type { Ground } from './ground.ts'
import { type KeptProcess, keepProcess } from './kept-process.ts'
import type { Mood } from './moods.ts'
import { startWire, type Wire } from './wire.ts'

export type RoleName = 'worker' | 'router' | 'api'

/** An installation of Dasi, each part a process of its own, with everything around it. */
export interface World {
  readonly ground: Ground
  readonly seed: number
  /** Straight to PostgreSQL, past every proxy: for the driver, who plays the operator. */
  readonly db: Db
  readonly databaseUrl: string
  readonly workflows: WorkflowPort
  /** The processes of each kind. */
  readonly roles: Readonly<Record<RoleName, readonly KeptProcess[]>>
  /** Addresses of the apis. */
  readonly urls: readonly string[]
  /** An API key of a marketer. */
  readonly key: string
  /** Between Dasi and PostgreSQL, and between Dasi and Temporal. */
  readonly links: { readonly postgres: Wire; readonly temporal: Wire }
  readonly ledger: string
  /** Lists of events that were answered 2xx: the shop's, and the call centre's own. */
  readonly heardFiles: readonly string[]
  /** Folder with a file for every time that a restore took from the database. */
  readonly lostDir: string
  readonly sendTimeoutMs: number
  /** How many workflows have gone on with a new history, since Temporal's store was made. */
  historiesContinued(): Promise<number>
  setMood(provider: 'email' | 'sms', mood: Mood | null): void
  /** How often a mood of this provider has shown so far. */
  struck(provider: 'email' | 'sms'): number
  stop(): Promise<void>
}

export async function startWorld(
  ground: Ground,
  {
    name,
    seed,
    bug = null,
    small = false,
    sendTimeoutMs = 3000,
  }: {
    name: string
    seed: number
    bug?: string | null
    /** One api and one router instead of two of everything, and neither a print house nor a call centre. */
    small?: boolean
    sendTimeoutMs?: number
  },
): Promise<World> {
  const home = join(ground.folder, name)
  const ledger = join(home, 'ledger')
  const letterDir = join(home, 'letters')
  const lostDir = join(home, 'lost')
  for (const dir of [ledger, lostDir]) mkdirSync(dir, { recursive: true })
  const heardFiles = [join(home, 'heard.jsonl'), join(home, 'heard-calls.jsonl')]
  for (const file of heardFiles) writeFileSync(file, '')
  const databaseUrl = await ground.makeDatabase(name)
  const db = connect(databaseUrl, { max: 4, application: 'driver' })
  const [marketer, agent] = await Promise.all(
    (['marketer', 'agent'] as const).map((role) =>
      createKey(db, { name: role, role, expiresAt: null, by: 'faults' }),
    ),
  )
  const connection = await Connection.connect({ address: `127.0.0.1:${ground.temporalPort}` })
  const prefix = name.replaceAll('_', '-')
  const client = new Client({ connection })
  const workflows = createWorkflowPort(client, { prefix })
  const chance = chanceFrom(seed)
  const links = {
    postgres: await startWire({ to: ground.postgresPort, speaks: 'postgres', chance }),
    temporal: await startWire({ to: ground.temporalPort, chance }),
  }
  const ports = await freePorts(2)
  const urls = ports.slice(0, small ? 1 : 2).map((port) => `http://127.0.0.1:${port}`)
  const keep = (program: string, called: string, args: readonly string[]) =>
    keepProcess({ name: called, program, args, logFile: join(home, `${called}.log`) })

  const email = keep('provider.ts', 'email', ['email', ledger, String(seed)])
  const sms = keep('provider.ts', 'sms', ['sms', ledger, String(seed + 1)])
  const centreArgs = [urls.join(','), agent?.key ?? '', ledger, heardFiles[1] ?? '', String(seed)]
  const providers = small
    ? [email, sms]
    : [
        ...[email, sms, keep('print-house.ts', 'print-house', [letterDir, ledger])],
        keep('call-centre.ts', 'call-centre', centreArgs),
      ]
  await Promise.all(providers.map((provider) => provider.ready()))

  const through = new URL(databaseUrl)
  through.port = String(links.postgres.port)
  const common: Omit<Settings, 'name' | 'port'> = {
    databaseUrl: through.href,
    temporalAddress: `127.0.0.1:${links.temporal.port}`,
    prefix,
    codePath: ground.codePath,
    smtpUrl: email.url,
    smsUrl: sms.url,
    letterDir,
    publicUrl: urls[0] ?? '',
    sendTimeoutMs,
    bug,
  }
  const some = (role: RoleName, n: number) =>
    ports.slice(0, n).map((port, i) => {
      const called = `${role}${i + 1}`
      return keep(`${role}.ts`, called, [JSON.stringify({ ...common, name: called, port })])
    })
  const n = small ? 1 : 2
  const roles = { worker: some('worker', 2), router: some('router', n), api: some('api', n) }
  const all = Object.values(roles).flat()
  await Promise.all(all.map((kept) => kept.ready()))
  return {
    ...{
      ground,
      seed,
      db,
      databaseUrl,
      workflows,
      roles,
      urls,
      links,
      ledger,
      heardFiles,
      lostDir,
      sendTimeoutMs,
    },
    key: marketer?.key ?? '',
    async historiesContinued() {
      return (await client.workflow.count("ExecutionStatus = 'ContinuedAsNew'")).count
    },
    setMood(provider, mood) {
      ;(provider === 'email' ? email : sms).send({ mood })
    },
    struck: (provider) => (provider === 'email' ? email : sms).struck,
    async stop() {
      await Promise.all([...all, ...providers].map((kept) => kept.stop()))
      await connection.close()
      await Promise.all([db.destroy(), links.postgres.close(), links.temporal.close()])
    },
  }
}

async function freePorts(n: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < n) {
    const port = await freePort()
    if (!ports.includes(port)) ports.push(port)
  }
  return ports
}
