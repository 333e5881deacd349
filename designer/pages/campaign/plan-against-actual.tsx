import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../schemas/api/campaigns.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Meter, Tile, Tiles } from '../../components/page.tsx'
import styles from './campaign.module.css'

/** Planned beside actual in one line of figures; sandbox runs reach nobody and do not count. */
export function PlanAgainstActual({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaign')
  const format = useFormats()
  const { brief } = campaign
  const real = campaign.runs.filter((run) => run.kind !== 'sandbox')
  const spent = real.reduce((sum, run) => sum + run.spent, 0)
  const people = real.reduce((sum, run) => sum + (run.audienceSize ?? 0), 0)
  const goal = brief.goals.responseRate
  return (
    <>
      <Tiles>
        <Tile
          name={t('plan.people')}
          value={format.number(people)}
          note={<Planned actual={people} planned={brief.targetSize} say={format.number} />}
        />
        <Tile
          name={t('plan.spent')}
          value={format.money(spent)}
          note={<Planned actual={spent} planned={brief.budget} say={format.money} />}
        />
        <Tile
          name={t('plan.period')}
          value={
            brief.startsOn && brief.endsOn
              ? t('plan.days', { count: daysBetween(brief.startsOn, brief.endsOn) })
              : '–'
          }
          note={
            brief.startsOn && brief.endsOn
              ? `${format.plainDay(brief.startsOn)} – ${format.plainDay(brief.endsOn)}`
              : t('plan.open')
          }
        />
        <Tile
          name={t('plan.goal')}
          value={goal === null ? '–' : format.percent(goal / 100)}
          note={
            brief.goals.wonBackRate === null
              ? t('plan.goalNote')
              : t('plan.wonBack', { share: format.percent(brief.goals.wonBackRate / 100) })
          }
        />
      </Tiles>
      {real.length < campaign.runs.length && <p className={styles.aside}>{t('plan.sandboxes')}</p>}
    </>
  )
}

function Planned(props: { actual: number; planned: number | null; say: (n: number) => string }) {
  const { t } = useTranslation('campaign')
  if (props.planned === null || props.planned === 0) return t('plan.open')
  const label = t('plan.of', { planned: props.say(props.planned) })
  return (
    <>
      {label}
      <Meter share={props.actual / props.planned} label={`${props.say(props.actual)} · ${label}`} />
    </>
  )
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}
