import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'points',
  summary: 'set the points of customers who exist from a CSV or text file',
  examples: ['dasi import points points.csv --source till'],
})
