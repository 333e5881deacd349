import { campaignRun } from './campaign-run.ts'
import { cohort } from './cohort.ts'

export { campaignRun, cohort }
