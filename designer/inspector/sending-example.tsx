import { localTimeAtOrAfter, timeOfDayIn, timeOfDayMs } from '../../engine/calendar.ts'
import { waitsUntil } from '../../engine/kinds/wait.ts'
import type { WaitUntil } from '../../schemas/kinds/wait.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { useSession } from '../api/session.ts'
import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'
import { useAudience } from './samples.ts'

/** When somebody who comes to the step now would get the message. */
export function SendingExample({ node }: { node: NodeOf<'channel'> }) {
  const { t, formats } = useWords()
  const example = useExample()
  const { name, zone, now } = example
  const at = sendsAt(node, zone, now)
  return (
    <p className={styles.example}>{t('channelForm.example', { name, at: formats.moment(at) })}</p>
  )
}

/** When the wait of somebody who comes to the step now would end. */
export function WaitExample({ until }: { until: WaitUntil }) {
  const { t, formats } = useWords()
  const example = useExample()
  const { name, zone, now } = example
  const at = waitsUntil(until, { arrivedAt: now, zone }, { now, pauses: [] })
  return <p className={styles.example}>{t('wait.example', { name, at: formats.moment(at) })}</p>
}

/** A real customer of the audience, now, in the installation’s zone. */
function useExample() {
  const { t } = useWords()
  const { installation } = useSession()
  const audience = useAudience()
  const [customer] = audience?.sample ?? []
  return {
    name: customer?.name ?? t('example.somebody'),
    zone: installation.zone,
    now: Date.now(),
  }
}

function sendsAt({ sendFrom, sendUntil }: NodeOf<'channel'>, zone: string, now: number): number {
  const time = timeOfDayIn(zone, now)
  const [from, until] = [timeOfDayMs(sendFrom), timeOfDayMs(sendUntil)]
  const isOpen = from <= until ? time >= from && time < until : time >= from || time < until
  return isOpen ? now : localTimeAtOrAfter(zone, sendFrom, now)
}
