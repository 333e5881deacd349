import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'products',
  summary: 'import products from a CSV or text file; known ones learn what the file says',
  examples: ['dasi import products products.csv --map code=상품코드'],
})
