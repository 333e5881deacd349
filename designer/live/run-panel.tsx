import { useQuery } from '@tanstack/react-query'
import { useStore } from 'zustand'
import { runQuery } from '../api/runs.ts'
import { PanelHead } from '../canvas/panel-head.tsx'
import { useRoom, useWords } from '../canvas/room.ts'
import { ActsByHand } from './acts-by-hand.tsx'
import { Admission } from './admission.tsx'
import { BudgetSection, PaceSection } from './budget-and-pace.tsx'
import { CallLoadSection } from './call-load.tsx'
import styles from './panels.module.css'
import { VersionSection } from './version-section.tsx'

/** A run at a glance, and what can be changed of it while it goes on. */
export function RunPanel() {
  const { live } = useRoom()
  const { t, formats } = useWords()
  if (!live?.run) throw new Error('A run is looked at outside live mode.')
  const { data: run = live.run } = useQuery({ ...runQuery(live.run.id), refetchInterval: 5000 })
  const counts = useStore(live.counts.store, (state) => state.live)
  const at = useStore(live.counts.store, (state) => state.at)
  const admitted = counts?.admitted ?? run.admitted
  const tiles = [
    ['audience', counts?.audienceSize ?? run.audienceSize],
    ['admitted', at !== null && counts ? counts.active + counts.ended : admitted],
    ['inside', counts?.active ?? null],
    ['ended', counts?.ended ?? null],
  ] as const
  const calls = live.source.nodes.some(({ kind }) => kind === 'call')
  return (
    <>
      <PanelHead title={t('panel.run')} />
      <div className={styles.body}>
        {at !== null && (
          <p className={styles.quiet}>{t('runPanel.past', { at: formats.moment(at) })}</p>
        )}
        <section className={styles.section} aria-label={t('runPanel.people')}>
          <dl className={styles.tiles}>
            {tiles.map(([name, value]) => (
              <div key={name}>
                <dd>{value === null ? '–' : formats.number(value)}</dd>
                <dt>{t(`runPanel.${name}`)}</dt>
              </div>
            ))}
          </dl>
          <Admission run={run} />
        </section>
        <BudgetSection run={run} />
        <PaceSection run={run} />
        {calls && <CallLoadSection run={run} />}
        <VersionSection run={run} />
        <ActsByHand run={run.id} />
      </div>
    </>
  )
}
