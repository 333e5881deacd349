import { useTranslation } from 'react-i18next'
import type { Profit } from '../../api/profit.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel, Table } from '../../components/page.tsx'

const shownMax = 6

/** The rate of every activity in the calculations so far, the newest first. */
export function RateVersions({ all }: { all: readonly Profit[] }) {
  const { t } = useTranslation('profit')
  const format = useFormats()
  const shown = all.slice(0, shownMax)
  const names = new Map(
    shown.toReversed().flatMap(({ result }) => result.activities.map((a) => [a.key, a.name])),
  )
  return (
    <Panel title={t('rates')}>
      <Table label={t('rates')}>
        <thead>
          <tr>
            <th>{t('activity')}</th>
            {shown.map(({ version, model }) => (
              <th key={version} data-number>
                {t('ratesOf', { version, to: format.plainDay(model.to) })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...names].map(([key, name]) => (
            <tr key={key}>
              <td>{name}</td>
              {shown.map(({ version, result }) => {
                const rate = result.activities.find((activity) => activity.key === key)?.rate
                return (
                  <td key={version} data-number>
                    {rate === undefined ? '–' : format.price(rate)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
