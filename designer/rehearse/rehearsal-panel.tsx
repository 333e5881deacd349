import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import inspector from '../inspector/inspector.module.css'
import { startRehearsal } from './queries.ts'
import styles from './rehearse.module.css'
import { SampleCustomer } from './sample-customer.tsx'
import { WholeAudience } from './whole-audience.tsx'

/** The rehearsal beside the canvas: everybody, or one customer with the clock in one’s own hand. */
export function RehearsalPanel() {
  const { rehearsal, detail } = useRoom()
  const { t } = useWords()
  const [tab, setTab] = useState<'all' | 'one'>('all')
  if (!rehearsal) throw new Error('A rehearsal is shown outside rehearse mode.')
  return (
    <>
      <header className={styles.head}>
        <h2>{t('rehearse.title')}</h2>
        <Again key={detail.revision} />
      </header>
      <div className={inspector.tabs} role="tablist" aria-label={t('rehearse.title')}>
        {(['all', 'one'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === tab}
            onClick={() => setTab(one)}
          >
            {t(`rehearse.tab.${one}`)}
          </button>
        ))}
      </div>
      <div className={inspector.body}>
        {rehearsal.plan === null ? (
          <Unready />
        ) : tab === 'all' ? (
          <WholeAudience />
        ) : (
          <SampleCustomer />
        )}
      </div>
    </>
  )
}

function Again() {
  const { rehearsal, detail, catalogue } = useRoom()
  const { t } = useWords()
  const explain = useProblem()
  const starting = useMutation({
    mutationFn: () => startRehearsal(detail.id, catalogue.budget),
    onSuccess: (id) => rehearsal?.rehearseAgain(id),
  })
  const isBusy = rehearsal?.answer?.state === 'waiting' || rehearsal?.answer?.state === 'running'
  return (
    <>
      {starting.isError && <span className={inspector.wrong}>{explain(starting.error)}</span>}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconRefresh size={14} />}
        disabled={rehearsal?.plan === null || isBusy}
        loading={starting.isPending}
        onClick={() => starting.mutate()}
      >
        {t('rehearse.again')}
      </Button>
    </>
  )
}

/** A drawing with problems cannot be rehearsed: where to solve them. */
function Unready() {
  const { t } = useWords()
  return <p className={inspector.plain}>{t('rehearse.unready')}</p>
}
