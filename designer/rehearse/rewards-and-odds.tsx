import type { RehearsalResult } from '../../schemas/rehearsal.ts'
import { useWords } from '../canvas/room.ts'
import inspector from '../inspector/inspector.module.css'
import styles from './rehearse.module.css'

/** What would be given away, and where the stock ends before the audience does. */
export function Rewards({ result }: { result: RehearsalResult }) {
  const { t, formats } = useWords()
  if (result.rewards.length === 0) return null
  return (
    <section className={styles.section}>
      <h3>{t('rehearse.rewards')}</h3>
      <ul className={styles.rows}>
        {result.rewards.map((reward) => (
          <li key={reward.node}>
            <span>
              {reward.name}
              {reward.soldOutOn !== null && (
                <small className={styles.short}>
                  {t('rehearse.soldOut', {
                    day: formats.plainDay(reward.soldOutOn),
                    people: formats.number(reward.soldOut),
                  })}
                </small>
              )}
            </span>
            <b>{formats.number(reward.issued)}</b>
            <span>{formats.moneyShort(reward.cost)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** How customers are taken to answer: the ground under every figure above. */
export function Odds({ result }: { result: RehearsalResult }) {
  const { t, formats } = useWords()
  const { responses, purchaseAmount, codes } = result.assumptions
  return (
    <details className={styles.odds}>
      <summary>{t('rehearse.odds')}</summary>
      <p className={inspector.hint}>
        {t('rehearse.assumed')}{' '}
        {t('rehearse.basket', { amount: formats.money(Math.round(purchaseAmount)) })}
        {codes
          .filter((code) => code !== 'DELIVERED')
          .map((code) => ` ${t(`rehearse.assumes.${code}`)}`)}
      </p>
      <ul className={styles.rows}>
        {responses.map(({ channel, response, probability, meanHours }) => (
          <li key={`${channel} ${response}`}>
            <span>
              {t(`channel.${channel}`)} · {t(`response.${response}`)}
            </span>
            <b>{formats.percent(probability)}</b>
            <span>{t('rehearse.after', { hours: formats.decimal(meanHours) })}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
