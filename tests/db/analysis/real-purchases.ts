import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { newStranger } from '../../../db/customers/customers.ts'
import type { Db } from '../../../db/schema.ts'
import { importPurchases } from '../../../intake/import/import-purchases.ts'

/** The public CDNOW purchases, where DASI_TEST_PURCHASES names their file; else null. */
export const realPurchases = fileGiven()

function fileGiven(): string | null {
  const file = process.env['DASI_TEST_PURCHASES']
  return file !== undefined && existsSync(file) ? file : null
}

export interface FilePurchase {
  readonly customer: string
  /** YYYY-MM-DD. */
  readonly day: string
  readonly amount: number
}

/** What the file says, read without the importer. */
export function readPurchases(file: string): FilePurchase[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => {
    const [customer = '', date = '', , amount = ''] = line.trim().split(/\s+/)
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
    return { customer, day, amount: Number(amount) }
  })
}

export async function importRealPurchases(db: Db, file: string): Promise<void> {
  await importPurchases(db, createReadStream(file), {
    source: 'cdnow',
    zone: 'Asia/Seoul',
    now: Date.now(),
    mapping: new Map([['quantity', 'number_of_cds']]),
    newCustomer: newStranger,
  })
}
