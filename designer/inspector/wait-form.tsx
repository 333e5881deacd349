import type { WaitUntil } from '../../schemas/kinds/wait.ts'
import { useWords } from '../canvas/room.ts'
import { Alternatives, DurationInput, Group, Tick, TimeInput, WeekdaysInput } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { WaitExample } from './sending-example.tsx'

const workdays = [1, 2, 3, 4, 5]

/** How long: a length of time, a date, or the next weekday and hour; as a sentence with an example. */
export function WaitForm({ node, change }: FormProps<'wait'>) {
  const { t } = useWords()
  const { until } = node
  const set = (next: WaitUntil) => change({ until: next }, 'until')
  return (
    <>
      <Alternatives
        label={t('waitForm.how')}
        value={until?.mode ?? null}
        options={(['duration', 'weekday', 'date'] as const).map(
          (mode) => [mode, t(`waitForm.mode.${mode}`)] as const,
        )}
        onChange={(mode) => set(startOf(mode))}
      />
      <Group label={t('waitForm.wait')} field="until">
        {until?.mode === 'duration' && <Length until={until} set={set} />}
        {until?.mode === 'weekday' && (
          <>
            <WeekdaysInput
              label={t('waitForm.days')}
              value={until.weekdays}
              onChange={(weekdays) => set({ ...until, weekdays })}
            />
            <p className={styles.sentence}>
              {t('waitForm.nextDay')}
              <TimeInput
                label={t('waitForm.time')}
                value={until.time}
                onChange={(time) => set({ ...until, time })}
              />
              {t('waitForm.inZone')}
            </p>
          </>
        )}
        {until?.mode === 'date' && (
          <p className={styles.sentence}>
            {t('waitForm.until')}
            <input
              type="date"
              className={styles.time}
              aria-label={t('waitForm.date')}
              value={until.date}
              onChange={(event) =>
                event.currentTarget.value && set({ ...until, date: event.currentTarget.value })
              }
            />
            <TimeInput
              label={t('waitForm.time')}
              value={until.time}
              onChange={(time) => set({ ...until, time })}
            />
            {t('waitForm.inZone')}
          </p>
        )}
        {until && <WaitExample until={until} />}
      </Group>
    </>
  )
}

function Length(props: {
  until: Extract<WaitUntil, { mode: 'duration' }>
  set: (until: WaitUntil) => void
}) {
  const { t } = useWords()
  const { until, set } = props
  const { thenAt } = until
  return (
    <>
      <p className={styles.sentence}>
        {t('waitForm.for')}
        <DurationInput
          label={t('waitForm.wait')}
          value={until.duration}
          onChange={(duration) => set({ ...until, duration })}
        />
        {t('waitForm.forAfter')}
      </p>
      <Tick
        checked={thenAt !== undefined}
        onChange={(has) =>
          set({
            mode: 'duration',
            duration: until.duration,
            ...(has ? { thenAt: { time: '10:00', weekdays: workdays } } : {}),
          })
        }
      >
        {t('waitForm.then')}
      </Tick>
      {thenAt && (
        <div className={styles.box}>
          <WeekdaysInput
            label={t('waitForm.days')}
            value={thenAt.weekdays}
            onChange={(weekdays) => set({ ...until, thenAt: { ...thenAt, weekdays } })}
          />
          <p className={styles.sentence}>
            {t('waitForm.nextDay')}
            <TimeInput
              label={t('waitForm.time')}
              value={thenAt.time}
              onChange={(time) => set({ ...until, thenAt: { ...thenAt, time } })}
            />
            {t('waitForm.inZone')}
          </p>
        </div>
      )}
    </>
  )
}

function startOf(mode: WaitUntil['mode']): WaitUntil {
  switch (mode) {
    case 'duration':
      return { mode, duration: { amount: 3, unit: 'days' } }
    case 'weekday':
      return { mode, weekdays: workdays, time: '10:00' }
    case 'date':
      return { mode, date: inAWeek(), time: '10:00' }
  }
}

function inAWeek(): string {
  return new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
}
