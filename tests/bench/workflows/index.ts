import { campaignRun } from '../../../workflows/campaign-run.ts'
import { cohort } from '../../../workflows/cohort.ts'
import { singleJoined, singleLocal, singleSteps } from './single.ts'

export { campaignRun, cohort, singleJoined, singleLocal, singleSteps }
