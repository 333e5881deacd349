import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLedger } from '../../../local/sinks/ledger.ts'
import { chanceOf } from '../world/chance.ts'

/**
 * The agents, as a process of its own: call-centre.ts URLS KEY LEDGER_FOLDER HEARD_FILE SEED. It takes tasks from the
 * desk through the API, writes every call into its ledger before it reports it, and sends each report until it is
 * answered 2xx; then the report stands in a list of its own of what was heard.
 */
const [, , urls = '', key = '', folder = '', heardFile = '', seed = '1'] = process.argv
const bases = urls.split(',')
const ledger = openLedger<{ id: string; at: number }>(join(folder, 'call.jsonl'))
const heard = openLedger<{ source: string; eventId: string; at: number }>(heardFile)
const calls = new Map<string, { outcome: string; reported: boolean }>(known())
let turn = 0

function known(): [string, { outcome: string; reported: boolean }][] {
  const path = join(folder, 'call.jsonl')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line) => {
    const { id } = JSON.parse(line) as { id: string }
    return [id, { outcome: outcomeOf(id), reported: false }]
  })
}

function outcomeOf(id: string): string {
  const drawn = chanceOf(Number(seed), id)
  if (drawn < 0.7) return 'answered'
  if (drawn < 0.8) return 'refused'
  return drawn < 0.85 ? 'wrongNumber' : 'noAnswer'
}

async function ask(path: string, body?: unknown): Promise<unknown> {
  turn += 1
  const response = await fetch(`${bases[turn % bases.length]}/api/v1/desk/tasks${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5000),
  })
  if (!response.ok) throw new Error(`${response.status}`)
  return response.json()
}

interface Task {
  readonly id: string
  readonly attempt: number
  readonly due: boolean
  readonly takenBy: string | null
}

async function work(): Promise<void> {
  for (const [id, call] of calls) if (!call.reported) await report(id, call)
  const { items } = (await ask('?show=open&limit=50')) as { items: Task[] }
  for (const { id, attempt, due } of items.filter((task) => task.due)) {
    const callId = `${id}#${attempt}`
    if (calls.has(callId) || !due) continue
    const taken = await ask(`/${id}/take`, {}).catch(() => null)
    if (!taken) continue
    ledger.append({ id: callId, at: Date.now() })
    const call = { outcome: outcomeOf(callId), reported: false }
    calls.set(callId, call)
    await report(callId, call)
  }
}

async function report(callId: string, call: { outcome: string; reported: boolean }): Promise<void> {
  const [id = '', attempt = ''] = callId.split('#')
  // The same report again has the same id, so it counts once.
  const reportId = `${id.slice(0, 24)}${attempt.padStart(12, '0')}`
  try {
    await ask(`/${id}/report`, { outcome: call.outcome, reportId })
    heard.append({ source: 'desk', eventId: `${id}:${reportId}`, at: Date.now() })
    call.reported = true
  } catch (error) {
    // Its time is over, or its customer has left meanwhile: there is nobody to tell.
    if (error instanceof Error && /^4\d\d$/.test(error.message)) call.reported = true
  }
}

async function keepWorking(): Promise<never> {
  for (;;) {
    await work().catch(() => undefined)
    await new Promise((done) => setTimeout(done, 200))
  }
}

process.once('disconnect', () => process.exit(1))
process.send?.({ says: 'ready', url: '' })
await keepWorking()
