import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'consents',
  summary:
    'record what customers agreed to and refused, with date and proof, from a CSV or text file',
  examples: ['dasi import consents consents.csv --map consent_sms=문자수신'],
})
