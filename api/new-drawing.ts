import type { z } from 'zod'
import { loadCampaign } from '../db/scenarios/campaigns.ts'
import { loadScenario } from '../db/scenarios/scenarios.ts'
import type { Db } from '../db/schema.ts'
import { templates } from '../engine/templates/registry.ts'
import type { createScenarioSchema } from '../schemas/api/scenarios.ts'
import { Failure } from '../schemas/failure.ts'
import { type Scenario, scenarioSchema } from '../schemas/scenario.ts'
import { templateDrawing } from './template-drawing.ts'

/** The drawing a new scenario begins with. Fails with INVALID for an unknown template, NOT_FOUND for what is copied. */
export async function newDrawing(
  db: Db,
  { campaign, name, from }: z.output<typeof createScenarioSchema>,
): Promise<Scenario> {
  const drawing = await firstDrawing(db, { campaign, from })
  return name === undefined ? drawing : { ...drawing, name }
}

async function firstDrawing(
  db: Db,
  { campaign, from }: Pick<z.output<typeof createScenarioSchema>, 'campaign' | 'from'>,
): Promise<Scenario> {
  switch (from.make) {
    case 'blank': {
      const { name } = await loadCampaign(db, campaign)
      const nodes = [{ id: 'audience', kind: 'segment' as const }]
      return scenarioSchema.parse({ format: 1, name, start: 'audience', nodes })
    }
    case 'template': {
      const { template: id, language } = from
      const drawing = await templateDrawing(db, { id, language })
      if (drawing) return drawing
      const known = templates.map(({ id }) => id).join(', ')
      throw new Failure(
        'INVALID',
        `There is no template "${from.template}"; there are: ${known}.`,
        {
          details: {
            reason: 'TEMPLATE_GONE',
            name: from.template,
            field: 'from.template',
            value: from.template,
          },
        },
      )
    }
    case 'copy':
      return (await loadScenario(db, from.scenario)).draft
    case 'file':
      return from.scenario
  }
}
