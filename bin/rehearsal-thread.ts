import { parentPort, workerData } from 'node:worker_threads'
import { connect } from '../db/connect.ts'
import { rehearseAudience } from '../db/runs/rehearsal.ts'
import { Failure } from '../schemas/failure.ts'
import type { RehearsalWord, RehearsalWork } from './rehearse-apart.ts'

const { databaseUrl, ...job } = workerData as RehearsalWork
const tell = (word: RehearsalWord) => parentPort?.postMessage(word)
const db = connect(databaseUrl, { max: 2, application: 'dasi rehearsal' })
try {
  const result = await rehearseAudience(db, job, (progress) =>
    tell({ is: 'progress', ...progress }),
  )
  tell({ is: 'result', result })
} catch (error) {
  if (!(error instanceof Failure)) throw error
  const { code, message, details } = error
  tell({ is: 'failure', failure: { code, message, details } })
} finally {
  await db.destroy()
}
