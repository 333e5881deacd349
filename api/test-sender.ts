import type { RenderedMessage } from '../engine/render/compile-message.ts'

/**
 * Sends one message that belongs to no run: a person tries it on an address of their own. Fails with NOT_READY when the
 * channel is not set up, UNAVAILABLE when the provider does not take it.
 */
export type TestSender = (test: {
  readonly channel: 'email' | 'sms'
  readonly to: string
  readonly message: RenderedMessage
}) => Promise<{ providerRef: string | null }>
