/** PostgreSQL refused a row because another one has its unique value (23505). */
export function isTaken(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505'
}
