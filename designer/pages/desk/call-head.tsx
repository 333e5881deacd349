import { Button } from '@mantine/core'
import { IconArrowLeft, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../../schemas/api/desk.ts'
import { useSession } from '../../api/session.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip } from '../../components/page.tsx'
import styles from './desk.module.css'

export function CallHead({ task, onBack }: { task: Task; onBack: () => void }) {
  const { t } = useTranslation(['desk', 'words'])
  const format = useFormats()
  const { role } = useSession()
  const name = task.customer.name ?? task.customer.externalId
  const about = [
    task.phone,
    task.region,
    t('purchases', { n: format.number(task.purchaseCount), count: task.purchaseCount }),
  ]
  return (
    <header className={styles.head}>
      <button type="button" className={styles.back} aria-label={t('back')} onClick={onBack}>
        <IconArrowLeft size={19} stroke={1.8} aria-hidden />
      </button>
      <span className={styles.face} aria-hidden>
        {initialOf(name)}
      </span>
      <div className={styles.who}>
        <h2>
          {role === 'agent' ? (
            name
          ) : (
            <Link to="/customers/$customer" params={{ customer: task.customer.id }}>
              {name}
            </Link>
          )}
        </h2>
        <p>{about.filter(Boolean).join(' · ')}</p>
      </div>
      <div className={styles.headEnd}>
        <Chip>{task.campaign.name}</Chip>
        {task.runKind === 'sandbox' && <Chip tone="warn">{t('words:runKind.sandbox')}</Chip>}
        {task.phone !== null && (
          <Button
            component="a"
            href={`tel:${task.phone.replaceAll(/[^\d+]/g, '')}`}
            className={styles.dial}
            leftSection={<IconPhone size={16} stroke={1.8} />}
          >
            {t('dial')}
          </Button>
        )}
      </div>
    </header>
  )
}

/** A Korean name is known by its given name; others by their first letter. */
function initialOf(name: string): string {
  const letters = [...name.trim()]
  const korean = letters.length >= 2 && letters.length <= 4 && /^[가-힣]+$/.test(name.trim())
  return (korean ? letters[1] : letters[0])?.toUpperCase() ?? '?'
}
