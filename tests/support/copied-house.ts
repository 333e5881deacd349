import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { ChannelAdapter } from '../../activities/channels/channel.ts'
import { connect } from '../../db/connect.ts'
import { admit } from '../../db/runs/admission.ts'
import { takeAudience } from '../../db/runs/audience.ts'
import type { Db } from '../../db/schema.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { cloneTemplate } from './database.ts'
import { type Driver, drive } from './drive.ts'
import { launch, makeAudience } from './launch.ts'
import { noonZone } from './noon-zone.ts'
import { asAdmin, databaseUrl } from './template.ts'

export interface House {
  /** The database as it stands; another after a copy has become it. */
  readonly db: Db
  launch(scenario: Scenario): Promise<number>
  drive(run: number): Driver & { takeAudience(): Promise<void>; admit(): Promise<void> }
  /** Outward ids of all messages that the provider was given, whatever the database knows. */
  written(): readonly string[]
  /** Copies the database as it is now; `become` puts it back to that. */
  copy(): Promise<{ become(): Promise<void> }>
}

/** An installation for one test whose database can be put back to an older copy, with a provider that forgets nothing. */
export async function openHouse(people: number): Promise<House> {
  const made = await cloneTemplate()
  await made.db.destroy()
  const names: string[] = []
  const admin = databaseUrl(made.url, 'postgres')
  let name = new URL(made.url).pathname.slice(1)
  let db = connect(made.url, { max: 4 })
  const written: string[] = []
  const copyOf = async (original: string) => {
    const copied = `dasi_${randomBytes(6).toString('hex')}`
    names.push(copied)
    await asAdmin(admin, `create database ${copied} template ${original} strategy file_copy`)
    return copied
  }
  onTestFinished(async () => {
    await db.destroy()
    for (const one of names) await asAdmin(admin, `drop database ${one} with (force)`)
    await made.drop()
  })
  const provider: ChannelAdapter = {
    keyed: false,
    chunkSize: 100,
    async send(batch) {
      written.push(...batch.map(({ outward }) => outward))
      return batch.map(({ outward }) => ({ outward, result: 'accepted', providerRef: null }))
    },
  }
  await makeAudience(db, people, noonZone())
  return {
    get db() {
      return db
    },
    launch: async (scenario) => (await launch(db, scenario, { kind: 'live', cohortSize: 2 })).run,
    drive: (run) => ({
      ...drive(db, run, { adapterFor: () => provider }),
      async takeAudience() {
        await takeAudience(db, run)
      },
      async admit() {
        await admit(db, run)
      },
    }),
    written: () => written,
    async copy() {
      await db.destroy()
      const copied = await copyOf(name)
      db = connect(databaseUrl(made.url, name), { max: 4 })
      return {
        async become() {
          await db.destroy()
          name = copied
          db = connect(databaseUrl(made.url, name), { max: 4 })
        },
      }
    },
  }
}
