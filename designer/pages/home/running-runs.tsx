import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RunDetail } from '../../../schemas/api/runs.ts'
import { glanceQuery } from '../../api/runs.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Empty, Meter, Panel } from '../../components/page.tsx'
import { RunKindChip, RunStateChip } from '../../components/run-state.tsx'
import styles from './home.module.css'

/** As many are looked into; the others are in their campaigns. */
const shownMax = 12

export function RunningRuns({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation('home')
  const running = runs.filter(({ state }) => state !== 'ended' && state !== 'cancelled')
  return (
    <Panel title={t('running.title')}>
      {running.length === 0 ? (
        <Empty title={t('running.none')} text={t('running.noneText')}>
          <Link to="/campaigns">{t('running.campaigns')}</Link>
        </Empty>
      ) : (
        <ul className={styles.runs}>
          {running.slice(0, shownMax).map((run) => (
            <li key={run.id}>
              <RunCard run={run} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function RunCard({ run }: { run: RunDetail }) {
  const { t } = useTranslation('home')
  const format = useFormats()
  const live = useQuery(glanceQuery(run.id)).data
  const all = live?.audienceSize ?? run.audienceSize
  const ended = live?.ended ?? 0
  const share = all ? ended / all : 0
  return (
    <Link
      to="/campaigns/$campaign/scenarios/$scenario"
      params={{ campaign: run.campaign.id, scenario: run.scenario.id }}
      search={{ mode: 'live', run: run.id }}
      className={styles.run}
    >
      <span className={styles.runHead}>
        <b>{run.name || run.scenario.name}</b>
        <RunStateChip state={run.state} />
        <RunKindChip kind={run.kind} />
      </span>
      <small>{run.campaign.name}</small>
      <Meter share={share} label={t('running.progress', { share: format.percentWhole(share) })} />
      <span className={styles.figures}>
        <Figure name={t('running.now')} value={live ? format.number(live.active) : '–'} />
        <Figure name={t('running.ended')} value={live ? format.number(ended) : '–'} />
        <Figure name={t('running.all')} value={all === null ? '–' : format.number(all)} />
        <Figure
          name={t('running.spent')}
          value={format.money(live?.budget.spent ?? run.budget.spent)}
        />
      </span>
    </Link>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <span>
      <small>{name}</small>
      <b>{value}</b>
    </span>
  )
}
