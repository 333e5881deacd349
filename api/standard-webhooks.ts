import { createHmac, timingSafeEqual } from 'node:crypto'
import { Failure } from '../schemas/failure.ts'

/** How far the time of signing may lie from ours, either way. */
const toleranceMs = 5 * 60_000
const idMax = 200

export interface SignedPost {
  readonly id: string | undefined
  /** Unix time in seconds, as text. */
  readonly timestamp: string | undefined
  /** One or more signatures, `v1,<base64>`, parted by spaces. */
  readonly signature: string | undefined
  /** The bytes as they came. */
  readonly body: string
}

/**
 * Answers the id of a post that one of these secrets has signed within five minutes. Fails with NOT_SIGNED_IN for any
 * other, saying why only once the signature was right. Source: Standard Webhooks 1.0.0, symmetric signatures (v1:
 * HMAC-SHA-256 over id.timestamp.body).
 */
export function checkSigned(
  { id, timestamp, signature, body }: SignedPost,
  { secrets, nowMs }: { readonly secrets: readonly Buffer[]; readonly nowMs: number },
): string {
  if (!id || !timestamp || !signature) {
    throw refused('has no webhook-id, webhook-timestamp or webhook-signature')
  }
  const given = signature.split(' ').flatMap((one) => {
    const [, text] = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(one) ?? []
    return text === undefined ? [] : [Buffer.from(text, 'base64')]
  })
  const wanted = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest(),
  )
  if (!wanted.some((right) => given.some((one) => timingSafeEqual(one, right)))) {
    throw refused('is signed with no secret of this provider')
  }
  const signedAtMs = Number(timestamp) * 1000
  if (!(Math.abs(nowMs - signedAtMs) <= toleranceMs)) {
    throw refused('was signed more than five minutes from now')
  }
  if (id.length > idMax) throw refused(`has a webhook-id of more than ${idMax} characters`)
  return id
}

function refused(why: string): Failure {
  return new Failure('NOT_SIGNED_IN', `This webhook ${why}.`)
}
