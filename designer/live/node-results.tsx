import { useSearch } from '@tanstack/react-router'
import type { Node } from '../../schemas/scenario.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { RehearsedNode } from '../rehearse/rehearsed-node.tsx'
import { CustomerPath } from './customer-path.tsx'
import styles from './live.module.css'
import { useCounts } from './live-foot.tsx'
import { PortBars } from './port-bars.tsx'
import { StepPeople } from './step-people.tsx'
import { StepResponses } from './step-responses.tsx'

/** What happened at a step: the numbers, the customers behind them, and one customer’s way. */
export function NodeResults({ node }: { node: Node }) {
  const { live } = useRoom()
  const counts = useCounts(node.id)
  const isContact = node.kind === 'channel' || node.kind === 'call'
  if (!live?.run) {
    return (
      <>
        <Tiles node={node} />
        {isContact && <ContactLine node={node} />}
        <PortBars node={node} counts={counts} />
        <RehearsedNode nodeId={node.id} />
      </>
    )
  }
  return (
    <>
      {isContact && <ContactLine node={node} />}
      {isContact && counts && <StepResponses node={counts.node} />}
      <StepPeople key={node.id} node={node} counts={counts} />
      <ChosenPath />
    </>
  )
}

function Tiles({ node }: { node: Node }) {
  const { t, formats } = useWords()
  const counts = useCounts(node.id)
  return (
    <dl className={styles.tiles}>
      {(['now', 'passed', 'left'] as const).map((name) => (
        <div key={name}>
          <dd>{formats.number(counts?.[name] ?? 0)}</dd>
          <dt>{t(`live.${name}`)}</dt>
        </div>
      ))}
    </dl>
  )
}

const notMade = ['refused', 'failed', 'expired', 'cancelled', 'unknown'] as const

function ContactLine({ node }: { node: Node }) {
  const { t, formats } = useWords()
  const counts = useCounts(node.id)
  return (
    <p className={styles.line}>
      {t('live.sent', {
        sent: formats.number(counts?.sent ?? 0),
        unsent: formats.number(counts?.unsent ?? 0),
      })}
      {notMade.map((name) => {
        const n = counts?.[name] ?? 0
        return (
          n > 0 && <small key={name}>{t(`live.notMade.${name}`, { n: formats.number(n) })}</small>
        )
      })}
    </p>
  )
}

function ChosenPath() {
  const { live } = useRoom()
  const customer = useSearch({ strict: false }).customer
  return live?.run && customer ? (
    <CustomerPath key={customer} run={live.run.id} customer={customer} />
  ) : null
}
