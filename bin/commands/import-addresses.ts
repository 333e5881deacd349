import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'addresses',
  summary: 'bring addresses of customers who exist: e-mail, phone, postal code, address, region',
  examples: ['dasi import addresses moved.csv --dry-run'],
})
