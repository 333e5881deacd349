import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until `probe` answers something truthy, and answers it. Not an assertion on time: the limit only
 * keeps a broken test from hanging, and its message says what was waited for.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  { limitMs = 45_000, everyMs = 20 }: { limitMs?: number; everyMs?: number } = {},
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const end = performance.now() + limitMs
  for (;;) {
    const answer = await probe()
    if (answer) return answer as Exclude<T, false | null | undefined | 0 | ''>
    if (performance.now() > end) throw new Error(`Waited ${limitMs} ms in vain until ${what}`)
    await sleep(everyMs)
  }
}
