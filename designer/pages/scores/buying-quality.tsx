import { useTranslation } from 'react-i18next'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Panel, Table } from '../../components/page.tsx'
import type { ModelOf } from './read-model.ts'
import styles from './scores.module.css'

/** The fitted parameters with their errors, and what speaks against trusting them. */
export function BuyingQuality({ model }: { model: ModelOf<'buying'> }) {
  const { t } = useTranslation('scores')
  const format = useFormats()
  const { buying, spending } = model.parameters
  const { converged, fittedOn, logLikelihood, frequencyAmountCorrelation: linked } = model.quality
  const digits = (value: number) =>
    Math.abs(value) >= 1000 ? format.number(Math.round(value)) : Number(value.toPrecision(4))
  return (
    <Panel
      title={t('buying.title')}
      aside={
        <Chip tone={converged ? 'ok' : 'danger'}>
          {t(converged ? 'converged' : 'notConverged')}
        </Chip>
      }
    >
      <Table label={t('buying.title')}>
        <thead>
          <tr>
            <th>{t('buying.part')}</th>
            <th>{t('parameter')}</th>
            <th data-number>{t('estimate')}</th>
            <th data-number>{t('standardError')}</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['BG/NBD', buying],
              ['Gamma-Gamma', spending ?? {}],
            ] as const
          ).flatMap(([part, estimates]) =>
            Object.entries(estimates).map(([name, { value, standardError }]) => (
              <tr key={`${part} ${name}`}>
                <td>{part}</td>
                <td>{name}</td>
                <td data-number>{digits(value)}</td>
                <td data-number>{standardError === null ? '–' : `± ${digits(standardError)}`}</td>
              </tr>
            )),
          )}
        </tbody>
      </Table>
      <p className={styles.note}>
        {t('buying.fit', {
          n: format.number(fittedOn),
          likelihood: format.number(Math.round(logLikelihood)),
        })}{' '}
        {spending === null && t('buying.noAmounts')}
        {linked !== null && t('buying.linked', { value: linked.toFixed(2) })}{' '}
        {linked !== null && Math.abs(linked) > 0.3 && t('buying.linkedWarning')}
      </p>
    </Panel>
  )
}
