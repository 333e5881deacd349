import { createReadStream } from 'node:fs'
import { onOneConnection } from '../../../db/connect.ts'
import { copyIn } from '../../../db/imports/copy-in.ts'
import { importCustomers } from '../../../intake/import/import-customers.ts'
import { importPurchases } from '../../../intake/import/import-purchases.ts'
import { cpuSeconds, difference, total } from '../cpu.ts'
import type { DataPart } from './part.ts'

// As the command line reads a file.
const chunkBytes = 64 * 1024

/** Both files by PostgreSQL's own COPY into tables without a key or an index, and as an installation's first imports. */
export const importFiles: DataPart = async ({ db, files, now, print }) => {
  const before = cpuSeconds()
  const copySeconds =
    (await copyBare(db, files.customers, customerColumns)) +
    (await copyBare(db, files.purchases, purchaseColumns))
  const between = cpuSeconds()
  print('copy_s', copySeconds)
  print('copy_cpu_s', total(difference(between, before)))
  const watch = watchMemory()
  const options = { zone: 'Asia/Seoul', now }
  const customers = await importCustomers(db, open(files.customers), { ...options, source: 'crm' })
  print('import_s_customers', customers.durationMs / 1000)
  const purchases = await importPurchases(db, open(files.purchases), { ...options, source: 'shop' })
  const importSeconds = (customers.durationMs + purchases.durationMs) / 1000
  print('import_s_purchases', purchases.durationMs / 1000)
  print('import_cpu_s', total(difference(cpuSeconds(), between)))
  print('import_over_copy', copySeconds / importSeconds)
  print('import_peak_rss_mb', watch.end())
  if (customers.rejected.total + purchases.rejected.total > 0) throw new Error('Rows were rejected')
}

const customerColumns =
  'customer text, name text, email text, phone text, gender text, birth_date date, region text, points int'
const purchaseColumns =
  'id text, customer text, at timestamptz, amount numeric(14,2), quantity int, product text, channel text'

async function copyBare(
  db: Parameters<DataPart>[0]['db'],
  file: string,
  columns: string,
): Promise<number> {
  return onOneConnection(db, async (_, client) => {
    await client.query('drop table if exists bare')
    await client.query(`create table bare (${columns})`)
    const started = performance.now()
    const copy = await copyIn(client, 'copy bare from stdin (format csv, header)')
    for await (const chunk of open(file)) await copy.write(chunk as Uint8Array)
    await copy.end()
    const seconds = (performance.now() - started) / 1000
    await client.query('drop table bare')
    return seconds
  })
}

function open(file: string) {
  return createReadStream(file, { highWaterMark: chunkBytes })
}

/** The largest resident size of this process, which reads the files, in MB. */
function watchMemory(): { end(): number } {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 50)
  return {
    end() {
      clearInterval(timer)
      look()
      return peak / 1e6
    },
  }
}
