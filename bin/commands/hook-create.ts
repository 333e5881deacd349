import { createHookSecret } from '../../db/inbox/hook-secrets.ts'
import { createHookSchema } from '../../schemas/api/hooks.ts'
import { defineCommand, UsageError } from '../command.ts'

const { shape } = createHookSchema

export const command = defineCommand({
  name: 'hook create',
  summary: 'let a provider post signed webhooks; the secret is shown this once',
  options: {
    name: {
      type: 'string',
      summary: 'the provider, as in the address: small letters, digits, -',
      required: true,
    },
    secret: {
      type: 'string',
      value: 'whsec_…',
      summary: 'what the provider gave; without it, one is made',
    },
  },
  examples: ['dasi hook create --name gateway', 'dasi hook create --name mailer --secret whsec_…'],
  async run({ config, db, out }, { options }) {
    const { name, secret: given } = options
    if (!shape.name.safeParse(name).success) {
      throw new UsageError(
        `--name is "${name}"; it must be small letters, digits and hyphens, 40 at most.`,
      )
    }
    if (!shape.secret.safeParse(given).success) {
      throw new UsageError('--secret must be whsec_ and 24 to 64 bytes in base64.')
    }
    const secret = given === undefined ? undefined : Buffer.from(given.slice(6), 'base64')
    const made = await createHookSecret(await db(), { name, secret, by: 'command line' })
    const address = `${config.PUBLIC_URL}/api/v1/hooks/${name}`
    out.result({ address, secret: made.secret, id: made.details.id }, () =>
      [`posts to ${address}`, made.secret, 'Keep it now: it is not shown again.'].join('\n'),
    )
  },
})
