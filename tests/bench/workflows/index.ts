import { campaignRun } from '../../../workflows/campaign-run.ts'
import { cohort } from '../../../workflows/cohort.ts'
import { single } from './single.ts'

export { campaignRun, cohort, single }
