import { Button, Popover } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NodeOf } from '../../schemas/scenario.ts'
import { ask } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useProblem } from '../app/use-problem.ts'
import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'
import { usePreviewBody } from './preview.tsx'

/** One test message to an address of one’s own. */
export function TestSend({ node }: { node: NodeOf<'channel'> }) {
  const { t } = useWords()
  const explain = useProblem()
  const session = useSession()
  const isMail = node.channel === 'email'
  const [to, setTo] = useState(isMail ? (session.email ?? '') : '')
  const body = usePreviewBody(node)
  const sending = useMutation({
    mutationFn: () => ask('/preview/send', { method: 'POST', body: { ...body, to } }),
  })
  return (
    <Popover position="top-start" width={320} trapFocus withArrow>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconSend size={14} />}
          onClick={() => sending.reset()}
        >
          {t('testSend.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={styles.field}
          onSubmit={(event) => {
            event.preventDefault()
            if (body) sending.mutate()
          }}
        >
          <label htmlFor="test-to">{t(isMail ? 'testSend.mail' : 'testSend.phone')}</label>
          <input
            id="test-to"
            className={styles.input}
            type={isMail ? 'email' : 'tel'}
            required
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Button type="submit" loading={sending.isPending} disabled={!body}>
            {t('testSend.send')}
          </Button>
          <p className={sending.isError ? styles.wrong : styles.hint} aria-live="polite">
            {sending.isError && explain(sending.error)}
            {sending.isSuccess && t('testSend.sent', { to })}
          </p>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
