import { rehearseAudience } from '../../db/runs/rehearsal.ts'
import { compile } from '../../engine/compile.ts'
import { winback } from '../../engine/templates/winback.ts'
import { policySchema } from '../../schemas/policy.ts'
import { rehearsalSettingsSchema } from '../../schemas/rehearsal.ts'
import { growAudience } from './audience.ts'
import type { Part } from './part.ts'

const customers = 100_000

/** The template brings everything that it refers to. */
const catalogue = {
  ...{ segments: {}, offers: {}, nodes: {}, budget: null, now: Date.now() },
  policy: policySchema.parse({}),
}

/** A whole audience read from the database and led through the win-back plan, its simulated answers included. */
export const rehearsal: Part = {
  figures: ['rehearsal_100k_s'],
  async measure({ db }, report, { repetitions }) {
    await growAudience(db, customers)
    const { plan } = compile(winback.scenario('ko'), catalogue)
    if (!plan) throw new Error('The win-back template does not compile')
    const settings = rehearsalSettingsSchema.parse({ sampleSize: customers })
    const values: number[] = []
    for (let i = 0; i < repetitions; i++) {
      const startedAt = performance.now()
      await rehearseAudience(db, { plan, settings })
      values.push((performance.now() - startedAt) / 1000)
    }
    report.add('rehearsal_100k_s', { values, n: customers })
  },
}
