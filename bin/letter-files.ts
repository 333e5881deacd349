import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writePrintFile } from '../activities/channels/print-file.ts'
import { loadBatch } from '../db/contacts/letters.ts'
import type { Db } from '../db/schema.ts'

/**
 * Writes those files of letters again that stand in the folder and have lost lines since. Copies elsewhere (other
 * machines’ folders, a printer’s) are not reached.
 */
export async function rewriteLetters(
  db: Db,
  folder: string,
  batches: readonly string[],
): Promise<void> {
  for (const key of batches) {
    const batch = await loadBatch(db, key)
    if (existsSync(join(folder, batch.file))) await writePrintFile(folder, batch)
  }
}
