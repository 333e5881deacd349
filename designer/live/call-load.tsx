import { useQuery } from '@tanstack/react-query'
import type { CallLoad, RunDetail } from '../../schemas/api/runs.ts'
import { useWords } from '../canvas/room.ts'
import styles from './panels.module.css'
import { callLoadQuery } from './queries.ts'

/** The calls before the desk, day by day, against what its agents can make. */
export function CallLoadSection({ run }: { run: RunDetail }) {
  const { t } = useWords()
  const isSimulated = run.kind === 'sandbox' && !run.settings.callsByPerson
  const { data } = useQuery({ ...callLoadQuery(run.id), enabled: !isSimulated })
  return (
    <section className={styles.section} aria-label={t('calls.title')}>
      <h3>{t('calls.title')}</h3>
      {isSimulated ? (
        <p className={styles.quiet}>{t('calls.simulated')}</p>
      ) : (
        data && <Load load={data} />
      )}
    </section>
  )
}

function Load({ load }: { load: CallLoad }) {
  const { t, formats } = useWords()
  const { open, due, lastDay, agents, perAgentDay, days } = load
  const perDay = perAgentDay === null ? null : agents * perAgentDay
  const work = days.reduce((sum, { calls, others }) => sum + calls + others, 0)
  const daysOfWork = perDay === null || perDay === 0 ? null : work / perDay
  return (
    <>
      {open === 0 ? (
        <p className={styles.quiet}>{t('calls.none')}</p>
      ) : (
        <>
          <p>{t('calls.open', { calls: formats.number(open), due: formats.number(due) })}</p>
          {lastDay > 0 && (
            <p className={styles.warn}>{t('calls.lastDay', { calls: formats.number(lastDay) })}</p>
          )}
          <Days load={load} perDay={perDay} />
        </>
      )}
      <p className={styles.quiet}>
        {agents === 0
          ? t('calls.nobody')
          : [
              t('calls.agents', { count: agents }),
              perAgentDay === null
                ? t('calls.noPace')
                : t('calls.pace', { calls: formats.decimal(perAgentDay) }),
            ].join(' · ')}
      </p>
      {open > 0 &&
        daysOfWork !== null &&
        (daysOfWork > days.length ? (
          <p className={styles.warn}>{t('calls.tooMany', { days: formats.decimal(daysOfWork) })}</p>
        ) : (
          <p className={styles.good}>{t('calls.enough')}</p>
        ))}
    </>
  )
}

function Days({ load: { days }, perDay }: { load: CallLoad; perDay: number | null }) {
  const { t, formats } = useWords()
  const most = Math.max(perDay ?? 0, ...days.map(({ calls, others }) => calls + others))
  const share = (n: number) => `${most === 0 ? 0 : (n / most) * 100}%`
  const [first] = days
  const last = days.at(-1)
  return (
    <div>
      <ol className={styles.days} aria-label={t('calls.title')}>
        {days.map(({ day, calls, others }) => {
          const said = t('calls.day', {
            calls: formats.number(calls),
            others: formats.number(others),
          })
          return (
            <li key={day} title={`${formats.plainDay(day)}: ${said}`}>
              <i style={{ height: share(calls) }} />
              <i data-others style={{ height: share(others) }} />
              <span className="unseen">
                {formats.plainDay(day)}: {said}
              </span>
            </li>
          )
        })}
        {perDay !== null && perDay > 0 && (
          <li className={styles.limit} style={{ height: share(perDay) }} aria-hidden />
        )}
      </ol>
      <div className={styles.ends}>
        <span>{first && formats.plainDay(first.day)}</span>
        {perDay !== null && <span>{t('calls.capacity', { calls: formats.decimal(perDay) })}</span>}
        <span>{last && last !== first && formats.plainDay(last.day)}</span>
      </div>
    </div>
  )
}
