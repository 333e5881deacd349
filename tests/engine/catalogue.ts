import type { Catalogue } from '../../engine/catalogue.ts'
import { policySchema } from '../../schemas/policy.ts'

/** Monday, 2 March 2026, 09:00 in Seoul. */
export const monday = 1_772_409_600_000

/** A catalogue with nothing in it but what a test adds. */
export function catalogueWith(more: Partial<Catalogue> = {}): Catalogue {
  return {
    segments: {},
    offers: {},
    nodes: {},
    policy: policySchema.parse({}),
    budget: null,
    now: monday,
    ...more,
  }
}
