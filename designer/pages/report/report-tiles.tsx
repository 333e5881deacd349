import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Tile, Tiles } from '../../components/page.tsx'

export function ReportTiles({ report, run }: { report: Report; run: RunDetail }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  const { sales, costs, rewards, returnOnInvestment } = report
  const total = run.budget.total
  return (
    <Tiles>
      <Tile
        name={t('tile.sales')}
        value={format.money(sales.amount)}
        note={t('tile.salesNote', {
          purchases: format.number(sales.purchases),
          buyers: format.number(sales.buyers),
        })}
      />
      <Tile
        name={t('tile.cost')}
        value={format.money(costs.total)}
        note={[
          total === null ? null : t('tile.budget', { amount: format.money(total) }),
          t('tile.rewards', { amount: format.money(costs.rewards) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      />
      <Tile
        name={t('tile.return')}
        value={returnOnInvestment === null ? '–' : signed(returnOnInvestment, format.percentWhole)}
        note={t('tile.returnNote')}
      />
      <Tile
        name={t('tile.owed')}
        value={format.money(rewards.owed)}
        note={t('tile.owedNote', {
          issued: format.number(rewards.issued),
          redeemed: format.number(rewards.redeemed),
        })}
      />
    </Tiles>
  )
}

function signed(share: number, say: (share: number) => string): string {
  return share > 0 ? `+${say(share)}` : say(share)
}
