import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { dateTimeIn } from '../../engine/calendar.ts'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { defaultSimulation, type RunKind, type Simulation } from '../../schemas/run.ts'
import { ask } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useProblem } from '../app/use-problem.ts'
import styles from '../canvas/dialogs.module.css'
import { useRoom, useScenario, useWords } from '../canvas/room.ts'
import { NameInput, Tick } from '../inspector/fields.tsx'
import fields from '../inspector/inspector.module.css'
import { NumberInput } from '../inspector/number-input.tsx'
import { useAudience } from '../inspector/samples.ts'
import { ResponseOdds } from './response-odds.tsx'

interface Settings {
  readonly kind: RunKind
  readonly name: string
  readonly sampleSize: number
  readonly budget: number | null
  /** Local time YYYY-MM-DDTHH:MM; empty: admission stays open. */
  readonly admitUntil: string
  readonly secondsPerDay: number
  readonly callsByPerson: boolean
  readonly simulation: Simulation
}

/** Launches the newest version: for real, on a sample, or on a compressed clock with simulated customers. */
export function LaunchDialog({ close }: { close: () => void }) {
  const { detail, catalogue } = useRoom()
  const { t, formats } = useWords()
  const { zone } = useSession().installation
  const explain = useProblem()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const audience = useAudience()
  const [settings, setSettings] = useState<Settings>({
    kind: 'sandbox',
    name: '',
    sampleSize: 200,
    budget: catalogue.budget,
    admitUntil: '',
    secondsPerDay: 1,
    callsByPerson: false,
    simulation: defaultSimulation,
  })
  const set = (patch: Partial<Settings>) => setSettings((old) => ({ ...old, ...patch }))
  const { kind } = settings
  const drawn = useScenario()
  const entry = drawn.nodes.find(({ id }) => id === drawn.start)
  const admitsMore =
    entry?.kind === 'segment' && entry.entry !== undefined && entry.entry.by !== 'once'
  const launching = useMutation({
    mutationFn: () =>
      ask<RunDetail>('/runs', {
        method: 'POST',
        body: { scenario: detail.id, settings: sentSettings(settings, zone) },
      }),
    onSuccess: async (run) => {
      await cache.invalidateQueries({ queryKey: ['runs'] })
      await cache.invalidateQueries({ queryKey: ['scenarios', detail.id] })
      close()
      await navigate({
        to: '/campaigns/$campaign/scenarios/$scenario',
        params: { campaign: detail.campaign.id, scenario: detail.id },
        search: { mode: 'live', run: run.id },
      })
    },
  })
  const count = audience?.count
  const people =
    count === undefined ? undefined : kind === 'test' ? Math.min(count, settings.sampleSize) : count
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('launch.title', { name: detail.name, version: detail.newest?.version ?? '' })}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          launching.mutate()
        }}
      >
        <fieldset className={styles.kinds}>
          <legend className="unseen">{t('launch.kind')}</legend>
          {(['sandbox', 'test', 'live'] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="kind"
                checked={kind === one}
                onChange={() => set({ kind: one })}
              />
              <b>{t(`launch.kinds.${one}.name`)}</b>
              <small>{t(`launch.kinds.${one}.text`)}</small>
            </label>
          ))}
        </fieldset>
        <div className={styles.row}>
          <span>{t('launch.name')}</span>
          <span>
            <NameInput
              label={t('launch.name')}
              value={settings.name}
              maxLength={120}
              canBeEmpty
              placeholder={detail.name}
              onChange={(name) => set({ name })}
            />
          </span>
        </div>
        {kind === 'test' && (
          <div className={styles.row}>
            <span>
              {t('launch.sample')}
              <small>{t('launch.sampleText')}</small>
            </span>
            <span>
              <NumberInput
                label={t('launch.sample')}
                value={settings.sampleSize}
                min={1}
                max={10_000_000}
                onChange={(sampleSize) => sampleSize !== null && set({ sampleSize })}
              />
              {t('launch.peopleUnit')}
            </span>
          </div>
        )}
        <div className={styles.row}>
          <span>
            {t('launch.budget')}
            <small>{t('launch.budgetText')}</small>
          </span>
          <span>
            <NumberInput
              label={t('launch.budget')}
              value={settings.budget}
              min={0}
              max={1e12}
              canBeEmpty
              placeholder={t('offer.noLimit')}
              onChange={(budget) => set({ budget })}
            />
          </span>
        </div>
        {admitsMore && (
          <div className={styles.row}>
            <span>
              {t('launch.admitUntil')}
              <small>{t('launch.admitUntilText')}</small>
            </span>
            <span>
              <input
                className={fields.input}
                type="datetime-local"
                aria-label={t('launch.admitUntil')}
                value={settings.admitUntil}
                onChange={(event) => set({ admitUntil: event.currentTarget.value })}
              />
            </span>
          </div>
        )}
        {kind === 'sandbox' && (
          <>
            <div className={styles.row}>
              <span>
                {t('launch.clock')}
                <small>{t('launch.clockText')}</small>
              </span>
              <span>
                {t('launch.dayLasts')}
                <NumberInput
                  label={t('launch.clock')}
                  value={settings.secondsPerDay}
                  min={0.1}
                  max={86_400}
                  decimals
                  onChange={(secondsPerDay) => secondsPerDay !== null && set({ secondsPerDay })}
                />
                {t('launch.seconds')}
              </span>
            </div>
            <Tick
              checked={settings.callsByPerson}
              onChange={(callsByPerson) => set({ callsByPerson })}
            >
              {t('launch.callsByPerson')}
            </Tick>
            <details className={styles.details}>
              <summary>{t('launch.responses')}</summary>
              <ResponseOdds
                simulation={settings.simulation}
                onChange={(simulation) => set({ simulation })}
              />
            </details>
          </>
        )}
        <div className={styles.total} data-warn={kind === 'live' || undefined} role="status">
          <b>
            {people === undefined
              ? t('launch.counting')
              : t('launch.people', { people: formats.number(people) })}
          </b>
          {t(`launch.kinds.${kind}.confirm`)}
        </div>
        {launching.isError && <p className={styles.wrong}>{explain(launching.error)}</p>}
        <div className={styles.buttons}>
          <Button variant="default" onClick={close}>
            {t('launch.later')}
          </Button>
          <Button
            type="submit"
            loading={launching.isPending}
            color={kind === 'live' ? 'red' : 'blue'}
            disabled={people === 0}
          >
            {t(`launch.kinds.${kind}.go`, { people: formats.number(people ?? 0) })}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** What only a sandbox or a test knows is left out of the others. */
function sentSettings(settings: Settings, zone: string) {
  const { kind, name, budget } = settings
  const until = settings.admitUntil === '' ? null : instantIn(zone, settings.admitUntil)
  const { sampleSize, secondsPerDay, callsByPerson, simulation } = settings
  const common = { kind, name, budget, admitUntil: until }
  switch (kind) {
    case 'live':
      return common
    case 'test':
      return { ...common, sampleSize }
    case 'sandbox':
      return { ...common, secondsPerDay, callsByPerson, simulation }
  }
}

/** What a field for a date and a time holds, by the clocks of the installation like every time that is shown. */
function instantIn(zone: string, local: string): string {
  const [date = '', time = ''] = local.split('T')
  return new Date(dateTimeIn(zone, date, time)).toISOString()
}
