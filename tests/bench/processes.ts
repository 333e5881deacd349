import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from '../../bin/config.ts'
import { workersHere } from '../../bin/start.ts'
import { freePort } from '../../local/processes.ts'
import { until } from '../support/until.ts'
import type { Machine } from './machine.ts'

export interface Running {
  readonly pid: number
  /** Ends it in good order. */
  stop(): Promise<void>
}

export interface RunningWorker extends Running {
  /** From now on it sends e-mails to this mail server; without one every channel accepts at once. */
  sendTo(smtpUrl: string | null): Promise<void>
}

/** A worker of the product in a process of its own, with a channel that accepts at once. */
export async function startWorker(machine: Machine, prefix: string): Promise<RunningWorker> {
  const child = start(['tests/bench/worker-process.ts', prefix, machine.codePath], machine, prefix)
  const answer = () =>
    new Promise<void>((done, fail) => {
      const ended = (code: number | null) => fail(new Error(`The worker ended with ${code}`))
      child.once('exit', ended)
      child.once('message', () => {
        child.removeListener('exit', ended)
        done()
      })
    })
  await answer()
  return {
    ...running(child),
    async sendTo(smtpUrl) {
      const done = answer()
      child.send({ smtpUrl })
      await done
    },
  }
}

export interface Crew {
  /** Begins the names of its queues and workflows. */
  readonly prefix: string
  sendTo(smtpUrl: string | null): Promise<void>
  stop(): Promise<void>
}

/** As many workers as `npm start` keeps running on this machine. */
export async function startCrew(machine: Machine, prefix: string): Promise<Crew> {
  const starting = Array.from({ length: workersHere() }, () => startWorker(machine, prefix))
  const workers = await Promise.all(starting)
  const all = async (what: (worker: RunningWorker) => Promise<void>) => {
    await Promise.all(workers.map(what))
  }
  return {
    prefix,
    sendTo: (smtpUrl) => all((worker) => worker.sendTo(smtpUrl)),
    stop: () => all((worker) => worker.stop()),
  }
}

/** `dasi router`. */
export async function startRouter(machine: Machine, prefix: string): Promise<Running> {
  return running(start(['bin/dasi.ts', 'router'], machine, prefix))
}

/** `dasi api`, once it answers. */
export async function startApi(
  machine: Machine,
  prefix: string,
): Promise<Running & { port: number }> {
  const port = await freePort()
  const child = start(['bin/dasi.ts', 'api'], machine, prefix, { PORT: String(port) })
  await until('the API answers', () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return { ...running(child), port }
}

/** With a channel to us, whose closing tells the process that we have ended. */
function start(
  args: readonly string[],
  { databaseUrl, temporalAddress }: Machine,
  prefix: string,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: join(projectFolder),
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_PREFIX: prefix,
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function running(child: ChildProcess): Running {
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
