import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import {
  IconAlertCircle,
  IconCheck,
  IconChevronDown,
  IconCircleCheck,
  IconFilterDown,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconReportAnalytics,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { RunDetail } from '../../schemas/api/runs.ts'
import dialogs from '../canvas/dialogs.module.css'
import { OfNow } from '../canvas/of-now.tsx'
import styles from '../canvas/room.module.css'
import { type LiveRoom, useRoom, useUi, useWords } from '../canvas/room.ts'
import { alertsQuery } from '../components/alerts.tsx'
import { BudgetBar } from './budget-and-pace.tsx'
import bar from './live.module.css'
import { problemGroupsQuery } from './operations.ts'
import { scenarioRunsQuery } from './queries.ts'
import { isOver, useRunChange } from './run-change.ts'

/** Budget, which run is watched, and what can be done with it. */
export function RunControls({ live, run }: { live: LiveRoom; run: RunDetail }) {
  const { t, formats } = useWords()
  const { counts } = live
  const { ui } = useRoom()
  const panel = useUi((open) => open.panel)
  const [asks, setAsks] = useState(false)
  const state = useStore(counts.store, (now) => now.live?.state ?? run.state)
  const budget = useStore(counts.store, (now) => now.live?.budget ?? run.budget)
  const change = useRunChange(run.id)
  const toggle = (wanted: 'run' | 'dropoff') =>
    ui.setState({ panel: panel === wanted ? null : wanted, selected: null })
  const over = isOver({ state })
  return (
    <>
      <button
        type="button"
        className={bar.budget}
        aria-expanded={panel === 'run'}
        data-tip={t('runPanel.open')}
        onClick={() => toggle('run')}
      >
        <span>
          <span className="unseen">{t('runPanel.open')}: </span>
          <OfNow />
          {budget.total === null
            ? t('run.spent', { spent: formats.moneyShort(budget.spent) })
            : t('run.budget', {
                spent: formats.moneyShort(budget.spent),
                total: formats.moneyShort(budget.total),
              })}
        </span>
        {budget.total !== null && (
          <span aria-hidden>
            <BudgetBar spent={budget.spent} total={budget.total} />
          </span>
        )}
      </button>
      <ActionIcon
        data-tip={t('dropoff.open')}
        aria-label={t('dropoff.open')}
        aria-expanded={panel === 'dropoff'}
        variant={panel === 'dropoff' ? 'light' : 'subtle'}
        onClick={() => toggle('dropoff')}
      >
        <IconFilterDown size={20} />
      </ActionIcon>
      <TroubleButton run={run.id} />
      <RunMenu run={run.id} />
      <ActionIcon
        component={Link}
        to={`/runs/${run.id}/report`}
        data-tip={t('run.report')}
        aria-label={t('run.report')}
      >
        <IconReportAnalytics size={20} />
      </ActionIcon>
      {!over && state !== 'paused' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate({ path: 'pause' })}
        >
          {t('run.pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate({ path: 'resume' })}
        >
          {t('run.resume')}
        </Button>
      )}
      {!over && (
        <ActionIcon
          color="red"
          data-tip={t('run.cancel')}
          aria-label={t('run.cancel')}
          onClick={() => setAsks(true)}
        >
          <IconPlayerStop size={20} />
        </ActionIcon>
      )}
      <Modal opened={asks} onClose={() => setAsks(false)} title={t('run.cancelTitle')}>
        <p className={dialogs.text}>
          {t('run.cancelText', {
            people: formats.number(counts.store.getState().live?.active ?? 0),
          })}
        </p>
        <div className={dialogs.buttons}>
          <Button variant="default" onClick={() => setAsks(false)}>
            {t('run.keep')}
          </Button>
          <Button
            color="red"
            onClick={() => {
              setAsks(false)
              change.mutate({ path: 'cancel' })
            }}
          >
            {t('run.cancel')}
          </Button>
        </div>
      </Modal>
    </>
  )
}

/** How much needs somebody; quiet when nothing does. */
function TroubleButton({ run }: { run: string }) {
  const { ui } = useRoom()
  const { t } = useWords()
  const isOpen = useUi((state) => state.panel === 'trouble')
  const { data: groups } = useQuery(problemGroupsQuery(run))
  const { data: alerts } = useQuery(alertsQuery(run))
  const urgent = (groups ?? []).filter(({ kind }) => kind !== 'notMade').length
  if (!groups && !alerts) return null
  const count = urgent + (alerts ?? []).filter(({ level }) => level !== 'notice').length
  return (
    <button
      type="button"
      className={styles.problems}
      data-none={count === 0 || undefined}
      aria-expanded={isOpen}
      onClick={() => ui.setState({ panel: isOpen ? null : 'trouble', selected: null })}
    >
      {count > 0 ? <IconAlertCircle size={16} /> : <IconCircleCheck size={16} />}
      <OfNow />
      {count > 0 ? t('trouble.count', { count }) : t('trouble.calm')}
    </button>
  )
}

function RunMenu({ run }: { run: string }) {
  const { detail } = useRoom()
  const { t, formats } = useWords()
  const navigate = useNavigate()
  const { data } = useQuery(scenarioRunsQuery(detail.id))
  if (!data || data.length < 2) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} />}>
          {t('run.which', { count: data.length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {data.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={one.id === run ? <IconCheck size={16} /> : <span />}
            onClick={() => void navigate({ to: '.', search: { mode: 'live', run: one.id } })}
          >
            {one.name || t(`runKind.${one.kind}`)} · {t('versions.name', { version: one.version })}{' '}
            · {formats.moment(one.startedAt)} · {t(`runState.${one.state}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
