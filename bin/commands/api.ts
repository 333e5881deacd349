import { join } from 'node:path'
import { createApi } from '../../api/create-api.ts'
import { createSignIn } from '../../api/sign-in.ts'
import { connectSignIn } from '../../db/accounts/sign-in.ts'
import { loadSignInSecret } from '../../db/secrets.ts'
import type { Channel } from '../../schemas/basics.ts'
import { defineCommand } from '../command.ts'
import { type Config, projectFolder } from '../config.ts'
import { rewriteLetters } from '../letter-files.ts'
import { createLog } from '../log.ts'
import { createRehearser } from '../rehearse-apart.ts'
import { serveApi } from '../serve-api.ts'
import { createTestSender } from '../test-sender.ts'
import { version } from '../version.ts'
import { createWorkflowPort } from '../workflow-port.ts'

const temporalAnswersWithinMs = 2_000

export const command = defineCommand({
  name: 'api',
  summary: 'serve the pages, the API and the links in messages; any number may run side by side',
  examples: ['dasi api', 'HOST=0.0.0.0 PORT=8080 PUBLIC_URL=https://dasi.example.com dasi api'],
  async run({ config, db, databaseUrl, temporal, stopped, onClose }) {
    const log = createLog(config.LOG_LEVEL, 'api')
    const database = await db()
    const client = await temporal()
    const signIn = connectSignIn(await databaseUrl())
    onClose(() => signIn.destroy())
    const tests = createTestSender(config)
    onClose(() => tests.close())
    const auth = createSignIn({
      database: { db: signIn, type: 'postgres' },
      secret: await loadSignInSecret(database),
      publicUrl: config.PUBLIC_URL,
    })
    const app = createApi({
      db: database,
      workflows: createWorkflowPort(client, { prefix: config.TEMPORAL_PREFIX }),
      auth,
      publicUrl: config.PUBLIC_URL,
      designerDir: join(projectFolder, 'designer', 'dist'),
      log,
      version,
      temporalIsUp: () =>
        client.connection.withDeadline(Date.now() + temporalAnswersWithinMs, async () => {
          await client.workflowService.getSystemInfo({})
          return true
        }),
      liveChannels: channelsOf(config),
      testSender: tests.send,
      rewriteLetters: (batches) => rewriteLetters(database, config.LETTER_DIR, batches),
      rehearse: createRehearser(await databaseUrl()),
    })
    const serving = await serveApi(app.fetch, { host: config.HOST, port: config.PORT })
    onClose(() => serving.close())
    log.info({ host: config.HOST, port: serving.port }, 'api ready')
    await stopped()
  },
})

/** Letters go to a folder and calls to the desk: those need no provider. */
function channelsOf({ SMTP_URL, SMS_URL }: Config): Channel[] {
  return [
    ...(SMTP_URL ? (['email'] as const) : []),
    ...(SMS_URL ? (['sms'] as const) : []),
    'letter',
    'call',
  ]
}
