import { useRoom, useWords } from '../canvas/room.ts'
import live from '../live/live.module.css'
import { DayBars } from './day-bars.tsx'
import styles from './rehearse.module.css'

/** What a rehearsal expects at one step, day by day. */
export function RehearsedNode({ nodeId }: { nodeId: string }) {
  const { rehearsal } = useRoom()
  const { t, formats } = useWords()
  const result = rehearsal?.answer?.result
  const node = result?.nodes.find((one) => one.node === nodeId)
  if (!result || !node) return <p className={live.none}>{t('rehearse.taking')}</p>
  const isContact = node.contacts > 0
  return (
    <section className={styles.section}>
      <h3>{t(isContact ? 'rehearse.perDay.contacts' : 'rehearse.perDay.entered')}</h3>
      <DayBars
        days={result.days}
        values={isContact ? node.contactsPerDay : node.enteredPerDay}
        say={formats.number}
        label={t('rehearse.calendar')}
      />
    </section>
  )
}
