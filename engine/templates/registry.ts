import { churn } from './churn.ts'
import { retention } from './retention.ts'
import type { Template } from './template.ts'
import { thanks } from './thanks.ts'
import { upsell } from './upsell.ts'
import { winback } from './winback.ts'

/** All templates, in the order the gallery shows them. */
export const templates: readonly Template[] = [winback, retention, upsell, churn, thanks]
