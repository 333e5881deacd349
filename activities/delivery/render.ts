import type { NodeRef } from '../../db/contacts/deliveries.ts'
import { loadRewards } from '../../db/contacts/rewards.ts'
import { loadCustomerFacts } from '../../db/customers/customer-facts.ts'
import { loadInstallation } from '../../db/installation.ts'
import type { RunContext } from '../../db/runs/runs.ts'
import type { LoadedPlan } from '../../db/scenarios/plan-cache.ts'
import { currentPolicy } from '../../db/scenarios/policies.ts'
import type { Tx } from '../../db/schema.ts'
import type { CustomerFacts } from '../../engine/decision.ts'
import { type LinkUse, linkToken } from '../../engine/links.ts'
import { asksForProfile } from '../../engine/needs.ts'
import {
  type CompiledMessage,
  compileMessage,
  type RenderedMessage,
} from '../../engine/render/compile-message.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { Policy } from '../../schemas/policy.ts'
import { nodeHashes } from '../hashes.ts'
import type { Contact } from './contact.ts'
import type { DeliveryParts } from './parts.ts'

/** What each of these contacts will say, in their order. */
export async function render(
  tx: Tx,
  { publicUrl }: DeliveryParts,
  {
    ref,
    context,
    plan,
    at,
    intents,
  }: {
    ref: NodeRef
    context: RunContext
    plan: LoadedPlan
    at: PlanNode
    intents: readonly Contact[]
  },
): Promise<RenderedMessage[]> {
  const { secret, currency } = await loadInstallation(tx)
  const { policy, version } = await currentPolicy(tx)
  const compiled = compiledMessage(at, {
    policy,
    currency,
    key: `${plan.id}/${at.no}/${version}/${currency}`,
  })
  const { needs } = compiled
  const facts = await loadCustomerFacts(tx, {
    customers: asksForProfile(needs) ? intents.map((i) => i.customer) : [],
    ...needs,
    history: needs.history === true,
    consents: needs.consents === true,
    asOf: context.now,
    scope: context.scope,
  })
  const rewards =
    at.offerNo === null || !at.offer?.reward
      ? new Map()
      : await loadRewards(
          tx,
          { ...ref, node: at.offerNo },
          intents.map((i) => i.enrolment),
        )
  const { node } = at
  const linked = node.kind === 'channel' && Boolean(node.message?.linkUrl)
  const refusable = node.kind === 'channel' && node.advertising
  const mailed = node.kind === 'channel' && node.channel === 'email'
  const addressOf = (use: LinkUse, outward: string) =>
    `${publicUrl}/${use}/${linkToken(secret, { use, outward }, nodeHashes)}`
  return intents.map(({ outward, customer, enrolment, to: { name, language, zone } }) =>
    compiled.render({
      ...{ name, language, zone },
      facts: facts.get(customer)?.facts ?? nothingKnown,
      at: context.now,
      reward: rewards.get(enrolment) ?? null,
      link: linked ? addressOf('l', outward) : null,
      openUrl: mailed ? `${addressOf('o', outward)}.gif` : null,
      optOutUrl: refusable ? addressOf('u', outward) : null,
    }),
  )
}

const nothingKnown: CustomerFacts = { fields: {}, history: [], consents: [] }
const messagesKept = 256
const messages = new Map<string, CompiledMessage>()

/** Compiled once per plan, step and policy. */
function compiledMessage(
  at: PlanNode,
  { policy, currency, key }: { policy: Policy; currency: string; key: string },
): CompiledMessage {
  const known = messages.get(key)
  if (known) return known
  const compiled = compileMessage(at, { policy, currency })
  if (messages.size >= messagesKept) messages.clear()
  messages.set(key, compiled)
  return compiled
}
