import { z } from 'zod'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

const mirrorSchema = z.object({ draft: scenarioSchema, revision: z.number() })

/** What was drawn but not yet saved, kept in this browser against a lost tab or a lost line. */
export function readMirror(scenarioId: string): z.infer<typeof mirrorSchema> | null {
  const stored = localStorage.getItem(keyOf(scenarioId))
  if (stored === null) return null
  try {
    const mirror = mirrorSchema.safeParse(JSON.parse(stored))
    return mirror.success ? mirror.data : null
  } catch {
    return null
  }
}

/** A browser that keeps nothing more is no reason to stop drawing: the server saves as well. */
export function writeMirror(scenarioId: string, draft: Scenario, revision: number): void {
  try {
    localStorage.setItem(keyOf(scenarioId), JSON.stringify({ draft, revision }))
  } catch {
    localStorage.removeItem(keyOf(scenarioId))
  }
}

export function clearMirror(scenarioId: string): void {
  localStorage.removeItem(keyOf(scenarioId))
}

const keyOf = (scenarioId: string) => `dasi.draft.${scenarioId}`
