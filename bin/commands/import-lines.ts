import { importCommand } from '../import-command.ts'

export const command = importCommand({
  kind: 'lines',
  makesCustomers: true,
  summary:
    'import what purchases consist of, a row for each line; rows with one id are one purchase',
  examples: [
    'dasi import lines order-lines.csv --source shop',
    'dasi import lines order-lines.csv --create-customers --dry-run',
    'dasi import lines order-lines.csv --map id=주문번호,product=상품코드,amount=금액',
  ],
})
