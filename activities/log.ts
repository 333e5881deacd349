/** Where our own mistakes are told of; fields hold ids and codes only. */
export interface Log {
  error(fields: Record<string, unknown>, message: string): void
}
