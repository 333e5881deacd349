import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import type { Point } from '../../../engine/points.ts'

export interface KeptProcess {
  readonly name: string
  readonly pid: number
  /** Resolves when it is ready, or ready again after its latest death. */
  ready(): Promise<void>
  /** What it said when it became ready. */
  readonly url: string
  /** How often it has let somebody down, as it was told to. */
  readonly struck: number
  /** How often it has ended unasked so far. */
  readonly deaths: number
  /** Resolves when `deaths` is at least so many. */
  died(deaths: number): Promise<void>
  /** Kills it at the nth passing of the point from now on, or makes it stand still there. */
  arm(point: Point, options: { nth?: number; act: 'die' | 'stand' }): void
  disarm(): void
  /** Resolves when it stands still at a point. */
  standing(): Promise<void>
  /** Lets it go on. */
  go(): void
  /** Whether it has come to the point since it was told to go on. */
  passed(point: Point): boolean
  send(message: unknown): void
  kill(signal: NodeJS.Signals): void
  /** Ends it for good. */
  stop(): Promise<void>
}

interface Options {
  readonly name: string
  /** Below tests/faults/processes. */
  readonly program: string
  readonly args: readonly string[]
  readonly logFile: string
}

/** A process of the world: started again as soon as it ends, by whose hand it may be. */
export function keepProcess({ name, program, args, logFile }: Options): KeptProcess {
  const log = createWriteStream(logFile, { flags: 'a' })
  let stopping = false
  let deaths = 0
  let url = ''
  let struck = 0
  let stands = false
  const passed = new Set<Point>()
  let becomesReady = deferred()
  const deathWaiters: { deaths: number; done: () => void }[] = []
  const standWaiters: (() => void)[] = []
  let child = start()

  function start(): ChildProcess {
    const started = fork(resolve('tests/faults/processes', program), [...args], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    let wasReady = false
    started.stdout?.pipe(log, { end: false })
    started.stderr?.pipe(log, { end: false })
    started.on('message', (message: { says: string; url?: string; at?: Point }) => {
      if (message.says === 'passed' && message.at) passed.add(message.at)
      if (message.says === 'struck') struck += 1
      if (message.says === 'ready') {
        url = message.url ?? ''
        wasReady = true
        becomesReady.resolve()
      }
      if (message.says === 'standing') {
        stands = true
        for (const done of standWaiters.splice(0)) done()
      }
    })
    started.once('exit', () => {
      if (stopping) return
      deaths += 1
      stands = false
      // Who waits for one that died before it was ready waits for the next.
      if (wasReady) becomesReady = deferred()
      // One that cannot even start must not take the machine from the others.
      const startAgain = () => {
        if (!stopping) child = start()
      }
      setTimeout(startAgain, wasReady ? 0 : 1000)
      for (const waiter of deathWaiters.splice(0)) {
        if (waiter.deaths <= deaths) waiter.done()
        else deathWaiters.push(waiter)
      }
    })
    // A message to a process that has just been killed is lost with it.
    started.on('error', () => undefined)
    return started
  }

  const send = (message: unknown) => {
    if (child.connected) child.send(message as object, () => undefined)
  }
  return {
    name,
    get pid() {
      return child.pid ?? 0
    },
    get url() {
      return url
    },
    get struck() {
      return struck
    },
    get deaths() {
      return deaths
    },
    ready: () => becomesReady.promise,
    died: (wanted) =>
      new Promise((done) => {
        if (deaths >= wanted) done()
        else deathWaiters.push({ deaths: wanted, done })
      }),
    arm: (point, { nth = 1, act }) => send({ do: 'arm', point, nth, act }),
    disarm: () => send({ do: 'disarm' }),
    standing: () =>
      new Promise((done) => {
        if (stands) done()
        else standWaiters.push(done)
      }),
    go() {
      stands = false
      send({ do: 'go' })
    },
    passed: (point) => passed.has(point),
    send,
    kill: (signal) => void child.kill(signal),
    async stop() {
      stopping = true
      const ended = new Promise((done) => child.once('exit', done))
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGCONT')
      child.kill('SIGKILL')
      await ended
      log.end()
    },
  }
}

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function deferred(): Deferred {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
