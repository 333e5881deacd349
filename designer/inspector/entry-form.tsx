import type { Entry, Reentry } from '../../schemas/kinds/segment.ts'
import { useWords } from '../canvas/room.ts'
import { Alternatives, Group, NameInput, Pick, TimeInput, WeekdaysInput } from './fields.tsx'
import type { FormProps } from './form-props.ts'
import styles from './inspector.module.css'
import { NumberInput } from './number-input.tsx'

const once: Entry = { by: 'once' }
const never: Reentry = { allow: 'never' }

/** When customers come in, and whether they may come again; as sentences. */
export function EntryForm({ node, change }: FormProps<'segment'>) {
  const { t } = useWords()
  const { entry = once, reentry = never } = node
  const set = (next: Entry) =>
    // Whose audience is taken once, nobody can come back to.
    change(next.by === 'once' ? { entry: next, reentry: never } : { entry: next }, 'entry')
  return (
    <>
      <Alternatives
        label={t('entryForm.how')}
        value={entry.by}
        options={(['once', 'schedule', 'event'] as const).map(
          (by) => [by, t(`entryForm.by.${by}`)] as const,
        )}
        onChange={(by) => set(startOf(by))}
      />
      <Group label={t('entryForm.when')} field="entry">
        {entry.by === 'once' && <p className={styles.hint}>{t('entryForm.onceText')}</p>}
        {entry.by === 'schedule' && <Times entry={entry} set={set} />}
        {entry.by === 'event' && <EventName entry={entry} set={set} />}
      </Group>
      {(entry.by !== 'once' || reentry.allow !== 'never') && (
        <Return reentry={reentry} set={(next) => change({ reentry: next }, 'reentry')} />
      )}
    </>
  )
}

function Times(props: { entry: Extract<Entry, { by: 'schedule' }>; set: (entry: Entry) => void }) {
  const { t } = useWords()
  const { entry, set } = props
  return (
    <>
      <p className={styles.hint}>{t('entryForm.scheduleText')}</p>
      <WeekdaysInput
        label={t('entryForm.days')}
        value={entry.weekdays}
        onChange={(weekdays) => set({ ...entry, weekdays })}
      />
      <p className={styles.sentence}>
        {t('entryForm.at')}
        <TimeInput
          label={t('entryForm.time')}
          value={entry.time}
          onChange={(time) => set({ ...entry, time })}
        />
        {t('entryForm.inZone')}
      </p>
    </>
  )
}

function EventName(props: { entry: Extract<Entry, { by: 'event' }>; set: (entry: Entry) => void }) {
  const { t } = useWords()
  const { entry, set } = props
  const kind = entry.event === 'purchase' ? 'purchase' : 'named'
  return (
    <>
      <p className={styles.sentence}>
        {t('entryForm.eventBefore')}
        <Pick
          label={t('entryForm.event')}
          value={kind}
          options={(['purchase', 'named'] as const).map(
            (value) => [value, t(`entryForm.events.${value}`)] as const,
          )}
          onChange={(value) => set({ ...entry, event: value === 'purchase' ? value : '' })}
        />
        {kind === 'named' && (
          <NameInput
            label={t('entryForm.name')}
            value={entry.event}
            maxLength={60}
            canBeEmpty
            placeholder="cart.abandoned"
            onChange={(event) => set({ ...entry, event: event.replaceAll(/[^\w.-]/g, '') })}
          />
        )}
        {t('entryForm.eventAfter')}
      </p>
      <p className={styles.sentence}>
        {t('entryForm.gatherBefore')}
        <Pick
          label={t('entryForm.gather')}
          value={entry.gather}
          options={(['batch', 'each'] as const).map(
            (value) => [value, t(`entryForm.gathers.${value}`)] as const,
          )}
          onChange={(gather) => set({ ...entry, gather })}
        />
      </p>
    </>
  )
}

function Return(props: { reentry: Reentry; set: (reentry: Reentry) => void }) {
  const { t } = useWords()
  const { reentry, set } = props
  return (
    <Group label={t('entryForm.return')} field="reentry">
      <p className={styles.sentence}>
        {t('entryForm.returnBefore')}
        <Pick
          label={t('entryForm.return')}
          value={reentry.allow}
          options={(['never', 'afterDays', 'always'] as const).map(
            (allow) => [allow, t(`entryForm.returns.${allow}`)] as const,
          )}
          onChange={(allow) => set(allow === 'afterDays' ? { allow, days: 90 } : { allow })}
        />
        {reentry.allow === 'afterDays' && (
          <>
            <NumberInput
              label={t('entryForm.returnDays')}
              value={reentry.days}
              min={1}
              max={3650}
              onChange={(days) => days !== null && set({ ...reentry, days })}
            />
            {t('entryForm.returnAfter')}
          </>
        )}
      </p>
    </Group>
  )
}

function startOf(by: Entry['by']): Entry {
  switch (by) {
    case 'once':
      return { by }
    case 'schedule':
      return { by, time: '09:00', weekdays: [1, 2, 3, 4, 5, 6, 7] }
    case 'event':
      return { by, event: 'purchase', gather: 'batch' }
  }
}
