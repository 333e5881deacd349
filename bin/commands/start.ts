import { lockHome } from '../../local/home-lock.ts'
import { defineCommand } from '../command.ts'
import { buildDesigner } from '../designer-build.ts'
import { startBackends } from '../embedded.ts'
import { announce, choosePort, prepareDatabase, startProcesses } from '../start.ts'
import { watchSources } from '../watch-sources.ts'

export const command = defineCommand({
  name: 'start',
  summary: 'start everything on this machine; Ctrl-C stops it',
  options: {
    dev: { type: 'boolean', summary: 'start the processes again when their sources change' },
    'services-only': {
      type: 'boolean',
      summary: 'start PostgreSQL and Temporal, migrate, print their addresses, and nothing else',
    },
  },
  examples: [
    'dasi start',
    'PORT=8080 dasi start',
    'dasi start --services-only --json',
    'DATABASE_URL=postgres://user:password@host/dasi dasi start',
  ],
  async run(context, { options }) {
    const { out, signal, onClose } = context
    const lock = lockHome(context.config.DASI_HOME)
    onClose(() => lock.release())
    const config = await choosePort(context.config)
    const backends = await startBackends({ config, log: out.note })
    onClose(() => backends.stop())
    lock.tell(backends)
    await prepareDatabase(config, { url: backends.databaseUrl, log: out.note })
    if (options['services-only']) {
      const { databaseUrl, temporalAddress } = backends
      out.result({ databaseUrl, temporalAddress }, () => `${databaseUrl}\n${temporalAddress}`)
      await context.stopped()
      return
    }
    await buildDesigner(out.note)
    if (signal.aborted) return
    const processes = startProcesses({
      config,
      backends,
      write: (t) => (out.json ? process.stderr : process.stdout).write(t),
    })
    onClose(() => processes.stop())
    if (options.dev) onClose(watchSources(() => processes.restart()))
    const { databaseUrl } = backends
    if (await announce(config, { out, signal, databaseUrl })) lock.tell({ url: config.PUBLIC_URL })
    await context.stopped()
    out.note('Stopping')
  },
})
