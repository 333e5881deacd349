/** Sends one message that belongs to no run: a person tries it on an address of their own. */
export type TestSender = (message: {
  readonly channel: 'email' | 'sms'
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string | null
}) => Promise<{ providerRef: string | null }>
