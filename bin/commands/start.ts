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
  },
  examples: [
    'dasi start',
    'PORT=8080 dasi start',
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
    const created = await prepareDatabase(config, { url: backends.databaseUrl, log: out.note })
    await buildDesigner(out.note)
    if (signal.aborted) return
    const processes = startProcesses({ config, backends, write: (t) => process.stdout.write(t) })
    onClose(() => processes.stop())
    if (options.dev) onClose(watchSources(() => processes.restart()))
    if (await announce(config, { created, out, signal })) lock.tell({ url: config.PUBLIC_URL })
    await context.stopped()
    out.note('Stopping')
  },
})
