import { freezeBatch, loadBatch } from '../../db/contacts/letters.ts'
import type { Db } from '../../db/schema.ts'
import type { Reach } from '../../engine/points.ts'
import type { ChannelAdapter, SendResult } from './channel.ts'
import { postalLines, printFileOf, writePrintFile } from './print-file.ts'

export interface LetterOptions {
  readonly run: number
  readonly node: number
  /** Folder that receives the print files; null: they are only kept in the database. */
  readonly folder: string | null
  readonly reach?: Reach | undefined
}

/**
 * Letters as print files: a chunk is frozen as one batch, and a contact is accepted when it stands in one; its reference
 * is the batch's key. A letter handed in again stays in its batch. Without a name and an address it fails.
 */
export function createLetterAdapter(
  db: Db,
  { run, node, folder, reach }: LetterOptions,
): ChannelAdapter {
  return {
    keyed: true,
    chunkSize: 2000,
    async send(batch) {
      const letters = batch.filter(({ recipient }) => postalLines(recipient) !== null)
      const byOutward = new Map(letters.map((letter) => [letter.outward, letter]))
      const batches = await freezeBatch(db, { run, node }, [...byOutward.keys()], (fresh) =>
        printFileOf(
          fresh.flatMap((outward) => byOutward.get(outward) ?? []),
          { run, node },
        ),
      )
      await reach?.('letters.frozen')
      if (folder !== null) {
        for (const key of new Set(batches.values())) {
          await writePrintFile(folder, await loadBatch(db, key))
        }
      }
      return batch.map(({ outward }): SendResult => {
        const providerRef = batches.get(outward)
        return providerRef === undefined
          ? { outward, result: 'failed', code: 'BAD_ADDRESS' }
          : { outward, result: 'accepted', providerRef }
      })
    },
  }
}
