/** The machine lacks or refuses something; the message names it and the remedy, and no stack trace helps. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
