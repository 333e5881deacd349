import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RehearsalResult } from '../../schemas/rehearsal.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { Switch } from '../components/switch.tsx'
import inspector from '../inspector/inspector.module.css'
import { DayBars } from './day-bars.tsx'
import styles from './rehearse.module.css'
import { Odds, Rewards } from './rewards-and-odds.tsx'

/** What would happen to everybody: how many, when, at what cost, and who is left out and why. */
export function WholeAudience() {
  const { rehearsal } = useRoom()
  const { t, formats } = useWords()
  const explain = useProblem()
  const answer = rehearsal?.answer ?? null
  if (rehearsal?.problem) return <p className={inspector.wrong}>{explain(rehearsal.problem)}</p>
  if (answer?.state === 'failed')
    return <p className={inspector.wrong}>{explain(answer.failure)}</p>
  if (!answer?.result) {
    const { done = 0, total = null } = answer?.progress ?? {}
    return (
      <p className={inspector.plain} role="status">
        {total === null
          ? t('rehearse.taking')
          : t('rehearse.running', { done: formats.number(done), total: formats.number(total) })}
      </p>
    )
  }
  return <Result result={answer.result} />
}

function Result({ result }: { result: RehearsalResult }) {
  const { t, formats } = useWords()
  const { contacts, calls, cost, purchases, ends } = result
  const tiles = [
    ['customers', formats.number(result.customers), null],
    [
      'contacted',
      formats.number(contacts.customers),
      t('rehearse.contacts', { n: formats.number(contacts.total) }),
    ],
    [
      'cost',
      formats.moneyShort(cost.contacts + cost.rewards),
      t('rehearse.costParts', {
        contacts: formats.moneyShort(cost.contacts),
        rewards: formats.moneyShort(cost.rewards),
      }),
    ],
    ['calls', formats.number(calls.total), peakText()],
    ['buyers', formats.number(purchases.customers), formats.moneyShort(purchases.amount)],
    ['won', formats.number(ends.success), null],
  ] as const
  function peakText() {
    const most = Math.max(0, ...calls.perDay)
    return most > 0 ? t('rehearse.peak', { n: formats.number(most) }) : null
  }
  return (
    <>
      <dl className={styles.tiles}>
        {tiles.map(([name, value, note]) => (
          <div key={name}>
            <dd>{value}</dd>
            <dt>
              {t(`rehearse.tile.${name}`)}
              {note && <small className={styles.note}>{note}</small>}
            </dt>
          </div>
        ))}
      </dl>
      {cost.exhaustedOn !== null && (
        <p className={styles.warn}>
          {t('rehearse.exhausted', {
            day: formats.plainDay(cost.exhaustedOn),
            people: formats.number(cost.held),
          })}
        </p>
      )}
      <Calendar result={result} />
      <LeftOut result={result} />
      <Rewards result={result} />
      <Odds result={result} />
    </>
  )
}

/** What happens on each day: contacts, calls or cost. */
function Calendar({ result }: { result: RehearsalResult }) {
  const { t, formats } = useWords()
  const [of, setOf] = useState<'contacts' | 'calls' | 'cost'>('contacts')
  const { days, contacts, calls, cost } = result
  const perDay =
    of === 'contacts'
      ? days.map((_, day) =>
          Object.values(contacts.perDay).reduce((total, counts) => total + (counts[day] ?? 0), 0),
        )
      : of === 'calls'
        ? calls.perDay
        : cost.perDay
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h3>{t('rehearse.calendar')}</h3>
        <Switch
          label={t('rehearse.calendar')}
          value={of}
          options={(['contacts', 'calls', 'cost'] as const).map(
            (one) => [one, t(`rehearse.perDay.${one}`)] as const,
          )}
          onChange={setOf}
        />
      </div>
      <DayBars
        days={days}
        values={perDay}
        say={(value) => (of === 'cost' ? formats.money(value) : formats.number(value))}
        label={t(`rehearse.perDay.${of}`)}
      />
    </section>
  )
}

/** Who is not contacted, by the reason the gate would give. */
function LeftOut({ result }: { result: RehearsalResult }) {
  const { t, formats } = useWords()
  const { i18n } = useTranslation('canvas')
  const { exclusions, uncontacted } = result
  const reasonText = (reason: string) => {
    const own = `rehearse.never.${reason}`
    if (i18n.exists(own, { ns: 'canvas-more' })) return t(own)
    return i18n.exists(`why.${reason}`, { ns: 'canvas' }) ? t(`why.${reason}`) : reason
  }
  if (exclusions.length === 0 && uncontacted.total === 0) return null
  const most = Math.max(1, ...exclusions.map(({ n }) => n))
  return (
    <section className={styles.section}>
      <h3>{t('rehearse.leftOut')}</h3>
      <dl className={styles.leftOut}>
        {exclusions
          .toSorted((a, b) => b.n - a.n)
          .map(({ channel, reason, n }) => (
            <div key={`${channel} ${reason}`}>
              <dt>{t(`channel.${channel}`)}</dt>
              <dd>
                <i style={{ width: `${(n / most) * 100}%` }} />
                <span>
                  {reasonText(reason)} · {formats.number(n)}
                </span>
              </dd>
            </div>
          ))}
      </dl>
      {uncontacted.total > 0 && (
        <p className={inspector.hint}>
          {t('rehearse.uncontacted', { people: formats.number(uncontacted.total) })}{' '}
          {Object.entries(uncontacted.reasons)
            .map(([reason, n]) => `${reasonText(reason)} ${formats.number(n)}`)
            .join(' · ')}
        </p>
      )}
    </section>
  )
}
