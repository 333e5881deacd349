import type { z } from 'zod'
import type { Brief } from '../../schemas/brief.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'

export type Language = 'ko' | 'en'

/** A scenario to begin with. It compiles as it is: audience, offer and messages are made in place. */
export interface Template {
  readonly id: string
  readonly programme: Brief['programme']
  readonly title: Readonly<Record<Language, string>>
  readonly description: Readonly<Record<Language, string>>
  readonly scenario: (language: Language) => Scenario
}

/** A scenario written with what differs from the defaults. */
export function scenarioOf(input: z.input<typeof scenarioSchema>): Scenario {
  return scenarioSchema.parse(input)
}

/** Picks the words of a language. */
export function wording(language: Language): (ko: string, en: string) => string {
  return (ko, en) => (language === 'ko' ? ko : en)
}
