import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'attributes',
  summary: 'bring attributes of customers who exist; every column but the customer is one',
  examples: ['dasi import attributes survey.csv --map attributes.shoeSize:number=신발'],
})
