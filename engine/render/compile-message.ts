/** What a customer receives. `html` is not stored: `htmlOf` makes it from this. */
export interface RenderedMessage {
  /** One line without control characters; empty where the channel has none. */
  readonly subject: string
  readonly text: string
  /** Where {{link}} leads for this contact; null: the message has none. */
  readonly link: string | null
  /** Where the customer opts out with one click; null: by the text only. */
  readonly optOutUrl: string | null
}
