import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RehearsalResult } from '../../../schemas/rehearsal.ts'
import { templateRehearsalQuery } from '../../api/campaigns.ts'
import { useFormats } from '../../app/use-formats.ts'
import { useProblem } from '../../app/use-problem.ts'
import { rehearsalQuery } from '../../rehearse/queries.ts'
import styles from './gallery.module.css'

/**
 * What a template would come to with the customers of now: whom it reaches, what it costs, how many calls. `audience`:
 * everybody it means; where some thousands of them were rehearsed, the figures are scaled up and said to be rough.
 */
export function TemplateNumbers(props: {
  template: string
  language: 'ko' | 'en'
  audience: number | null
}) {
  const { t } = useTranslation('campaign')
  const explain = useProblem()
  const begun = useQuery(templateRehearsalQuery(props.template, props.language))
  const id = begun.data ?? ''
  const { data, error } = useQuery({ ...rehearsalQuery(id), enabled: id !== '' })
  const problem = begun.error ?? error
  if (problem) return <p className={styles.unready}>{explain(problem)}</p>
  if (data?.state === 'failed') return <p className={styles.unready}>{explain(data.failure)}</p>
  if (data?.result && props.audience === 0)
    return <p className={styles.unready}>{t('gallery.nobody')}</p>
  const { result = null, settings } = data ?? {}
  const isSample = result !== null && result.customers === settings?.sampleSize
  const scale = isSample && props.audience ? props.audience / result.customers : 1
  return <Figures result={result} scale={Math.max(1, scale)} />
}

function Figures({ result, scale }: { result: RehearsalResult | null; scale: number }) {
  const { t } = useTranslation('campaign')
  const format = useFormats()
  const say = (value: number, as: (value: number) => string) =>
    scale > 1 ? t('gallery.about', { n: as(Math.round(value * scale)) }) : as(value)
  const figures = [
    ['reached', result && say(result.contacts.customers, format.number)],
    ['cost', result && say(result.cost.contacts + result.cost.rewards, format.moneyShort)],
    ['calls', result && say(result.calls.total, format.number)],
  ] as const
  return (
    <dl className={styles.numbers} aria-busy={result === null}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`gallery.${name}`)}</dt>
          <dd>{value ?? <i className={styles.bone} />}</dd>
        </div>
      ))}
    </dl>
  )
}
