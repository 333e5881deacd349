import { loadTemplate } from '../db/library/templates.ts'
import type { Db } from '../db/schema.ts'
import { templates } from '../engine/templates/registry.ts'
import { idSchema } from '../schemas/api/common.ts'
import type { Scenario } from '../schemas/scenario.ts'

/** The drawing of a template that comes with Dasi, or of one of the house; null where there is none of this id. */
export async function templateDrawing(
  db: Db,
  { id, language }: { id: string; language: 'ko' | 'en' },
): Promise<Scenario | null> {
  const known = templates.find((one) => one.id === id)
  if (known) return known.scenario(language)
  return idSchema.safeParse(id).success ? await loadTemplate(db, id) : null
}
