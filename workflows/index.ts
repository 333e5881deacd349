import { admission } from './admission.ts'
import { campaignRun } from './campaign-run.ts'
import { cohort } from './cohort.ts'

export { admission, campaignRun, cohort }
