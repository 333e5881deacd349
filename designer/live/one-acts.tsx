import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Timeline } from '../../schemas/api/runs.ts'
import type { Node } from '../../schemas/scenario.ts'
import { useWords } from '../canvas/room.ts'
import { ActDialog } from './act-dialog.tsx'
import styles from './live.module.css'
import type { Wanted } from './operations.ts'

/** What can be done for one customer who is in the run; each says first what it means. */
export function OneActs(props: {
  run: string
  customer: string
  timeline: Timeline
  /** Where the customer stands. */
  node: Node | undefined
}) {
  const { customer, timeline, node } = props
  const { t } = useWords()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const isActive = timeline.state !== 'ended'
  const actions = [
    ...(isActive && timeline.state === 'held' ? (['retry'] as const) : []),
    ...(isActive && node?.kind === 'wait' && timeline.state !== 'held' ? (['skip'] as const) : []),
    ...(timeline.contacts.some(({ status }) => status === 'unknown') ? (['resend'] as const) : []),
    ...(isActive ? (['move', 'withdraw'] as const) : []),
  ]
  if (actions.length === 0) return null
  return (
    <fieldset className={styles.oneActs} aria-label={t('one.label')}>
      {actions.map((action) => (
        <Button
          key={action}
          size="compact-sm"
          variant="default"
          onClick={() => setWanted({ action, selection: { customer } })}
        >
          {t(`one.${action}`)}
        </Button>
      ))}
      {wanted && <ActDialog wanted={wanted} close={() => setWanted(null)} />}
    </fieldset>
  )
}
