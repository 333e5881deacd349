import { main } from './main.ts'

const stop = new AbortController()
const askToStop = () => {
  if (stop.signal.aborted) return
  stop.abort()
  // Nothing may outlive its owner because one of its parts hangs.
  setTimeout(() => process.exit(1), 60_000).unref()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToStop)
if (process.channel) {
  // The process that started us holds the other end; when it ends, however it ends, so do we.
  process.once('disconnect', askToStop)
  process.channel.unref()
}

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
})
if (process.connected) process.disconnect()
