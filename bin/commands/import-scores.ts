import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'scores',
  summary: 'bring scores of an outside model, named by the source; columns are scores.<key>',
  examples: ['dasi import scores churn.csv --source churn-lab --map scores.churn=P'],
})
