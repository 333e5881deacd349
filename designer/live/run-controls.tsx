import { Button, Menu, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconCheck,
  IconChevronDown,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useStore } from 'zustand'
import { ask } from '../api/client.ts'
import { useProblem } from '../app/use-problem.ts'
import dialogs from '../canvas/dialogs.module.css'
import styles from '../canvas/room.module.css'
import { type LiveRoom, useRoom, useWords } from '../canvas/room.ts'
import { scenarioRunsQuery } from './queries.ts'

/** Budget, which run is watched, and what can be done with it. */
export function RunControls({ live }: { live: LiveRoom }) {
  const { t, formats } = useWords()
  const { run, counts } = live
  const explain = useProblem()
  const cache = useQueryClient()
  const [asks, setAsks] = useState(false)
  const state = useStore(counts.store, (now) => now.live?.state ?? run.state)
  const budget = useStore(counts.store, (now) => now.live?.budget ?? run.budget)
  const change = useMutation({
    mutationFn: (action: 'pause' | 'resume' | 'cancel') =>
      ask(`/runs/${run.id}/${action}`, { method: 'POST' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['runs'] }),
    onError: (error) => notifications.show({ color: 'red', message: explain(error) }),
  })
  const isOver = state === 'ended' || state === 'cancelled'
  return (
    <>
      <span className={styles.muted}>
        {budget.total === null
          ? t('run.spent', { spent: formats.moneyShort(budget.spent) })
          : t('run.budget', {
              spent: formats.moneyShort(budget.spent),
              total: formats.moneyShort(budget.total),
            })}
      </span>
      <RunMenu run={run.id} />
      <Button component={Link} to={`/runs/${run.id}/report`} variant="default">
        {t('run.report')}
      </Button>
      {!isOver && state !== 'paused' && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate('pause')}
        >
          {t('run.pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={change.isPending}
          onClick={() => change.mutate('resume')}
        >
          {t('run.resume')}
        </Button>
      )}
      {!isOver && (
        <Button
          variant="subtle"
          color="red"
          leftSection={<IconPlayerStop size={16} />}
          onClick={() => setAsks(true)}
        >
          {t('run.cancel')}
        </Button>
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
              change.mutate('cancel')
            }}
          >
            {t('run.cancel')}
          </Button>
        </div>
      </Modal>
    </>
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
