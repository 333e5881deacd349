import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Alert } from '../../schemas/api/alerts.ts'
import type { ProblemGroup } from '../../schemas/api/operations.ts'
import { useProblem } from '../app/use-problem.ts'
import { PanelHead } from '../canvas/panel-head.tsx'
import room from '../canvas/room.module.css'
import { useRoom, useWords } from '../canvas/room.ts'
import { AlertList } from '../components/alerts.tsx'
import { titleOf } from '../kinds/registry.ts'
import { ActDialog } from './act-dialog.tsx'
import { problemGroupsQuery, type Wanted } from './operations.ts'

/** What needs somebody in a run: alerts, and who is held or in doubt, by step and reason, each with what can be done. */
export function TroublePanel() {
  const { live } = useRoom()
  if (!live) throw new Error('A run is looked at outside live mode.')
  const { t, formats } = useWords()
  const at = useStore(live.counts.store, (state) => state.at)
  const explain = useProblem()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const run = live.run?.id ?? ''
  const { data, error } = useQuery(problemGroupsQuery(run))
  return (
    <>
      <PanelHead title={t('trouble.title')} />
      <div className={room.list}>
        {at !== null && (
          <p className={room.empty}>{t('trouble.past', { at: formats.moment(at) })}</p>
        )}
        <AlertList run={run} action={(alert) => <AlertAction alert={alert} run={run} />} />
        {error && <p className={room.empty}>{explain(error)}</p>}
        {data?.length === 0 && <p className={room.empty}>{t('trouble.none')}</p>}
        {data?.map((group) => (
          <Group
            key={`${group.kind} ${group.node} ${group.reason}`}
            group={group}
            act={setWanted}
          />
        ))}
      </div>
      {wanted && <ActDialog wanted={wanted} close={() => setWanted(null)} />}
    </>
  )
}

/** Where an alert of this run is dealt with. */
function AlertAction({ alert, run }: { alert: Alert; run: string }) {
  const { ui } = useRoom()
  const { t } = useWords()
  const panel = dealtWith[alert.code]
  if (!panel || alert.run?.id !== run) return null
  return (
    <span className={room.actions}>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => ui.setState({ panel, selected: null })}
      >
        {t(panel === 'run' ? 'runPanel.saveBudget' : 'runPanel.compare')}
      </Button>
    </span>
  )
}

const dealtWith: Partial<Record<Alert['code'], 'run' | 'migration'>> = {
  BUDGET_EXHAUSTED: 'run',
  BUDGET_NEAR_END: 'run',
  OLDER_VERSION: 'migration',
}

function Group({ group, act }: { group: ProblemGroup; act: (wanted: Wanted) => void }) {
  const { live, commands } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const { kind, node: number, reason, count } = group
  const id = live?.ids.get(number)
  const node = live?.source.nodes.find((one) => one.id === id)
  const people = formats.number(count)
  const why = t(`why.${reason}`, { defaultValue: reason })
  const selection = { node: number, reason }
  return (
    <section className={room.card} data-level={kind === 'notMade' ? 'warning' : 'error'}>
      <small>{node ? titleOf(node, words) : `#${number}`}</small>
      <p>
        <b>{t(`trouble.kind.${kind}`, { people })}</b> · {why}
      </p>
      <div className={room.actions}>
        {kind === 'held' && (
          <>
            <Button
              size="compact-sm"
              onClick={() => act({ action: 'retry', selection: { ...selection, held: true } })}
            >
              {t('act.go.retry', { people })}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => act({ action: 'withdraw', selection: { ...selection, held: true } })}
            >
              {t('act.go.withdraw', { people })}
            </Button>
          </>
        )}
        {kind === 'unknown' && (
          <Button size="compact-sm" onClick={() => act({ action: 'resend', selection })}>
            {t('act.go.resend', { people })}
          </Button>
        )}
        {node && (
          <Button size="compact-sm" variant="default" onClick={() => commands.show(node.id)}>
            {t('problems.goThere')}
          </Button>
        )}
      </div>
    </section>
  )
}
