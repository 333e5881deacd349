import type { z } from 'zod'
import { loadSampleCustomer, type SampleCustomer } from '../db/customers/sample-customer.ts'
import { loadInstallation } from '../db/installation.ts'
import { currentPolicy } from '../db/scenarios/policies.ts'
import type { Db } from '../db/schema.ts'
import {
  type CompiledMessage,
  compileMessage,
  type MessageStep,
  type MessageValues,
  type RenderedMessage,
} from '../engine/render/compile-message.ts'
import type { previewSchema } from '../schemas/api/preview.ts'
import { nodeSchema } from '../schemas/scenario.ts'

export type PreviewWanted = z.output<typeof previewSchema>

export interface Preview {
  readonly customer: SampleCustomer
  readonly message: RenderedMessage
  /** Place of the variant this customer gets; null: the message itself. */
  readonly variant: number | null
  /** Merge tags without a value and without a fallback. */
  readonly missing: readonly string[]
}

const dayMs = 86_400_000

/**
 * A message as one customer would get it, by the functions that render real ones; links are not tracked, a reward is
 * shown as if it had been issued now. Fails with INVALID for a tag that does not exist, NOT_FOUND without a customer.
 */
export async function previewMessage(db: Db, wanted: PreviewWanted): Promise<Preview> {
  const at = Date.now()
  const [{ policy }, { currency }] = await Promise.all([currentPolicy(db), loadInstallation(db)])
  const compiled: CompiledMessage = compileMessage(stepOf(wanted), { policy, currency })
  const { channel, customer: id } = wanted
  const customer = await loadSampleCustomer(db, { id, channel, needs: compiled.needs, at })
  const values = valuesOf(wanted, customer, at)
  return {
    customer,
    message: compiled.render(values),
    variant: compiled.variantOf(values),
    missing: [...compiled.missing(values)],
  }
}

function stepOf({ channel, message, advertising, offer }: PreviewWanted): MessageStep {
  const id = 'preview'
  const node = nodeSchema.parse(
    channel === 'call'
      ? { id, kind: 'call', script: message.body }
      : { id, kind: 'channel', channel, message, advertising },
  )
  return { id, node, offer }
}

function valuesOf({ offer }: PreviewWanted, customer: SampleCustomer, at: number): MessageValues {
  const { name, language, zone, facts } = customer
  const reward = offer?.reward
    ? { code: 'SAMPLE-1234', expiresAt: at + offer.reward.validDays * dayMs }
    : null
  return { name, language, zone, facts, at, reward, link: null, optOutUrl: null, openUrl: null }
}
