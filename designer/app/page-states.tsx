import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCompass, IconLock } from '@tabler/icons-react'
import { Link, useRouter, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiFailure } from '../api/api-failure.ts'
import { useSession } from '../api/session.ts'
import { isMissingCode, ReloadButton } from '../components/missing-code.tsx'
import styles from './page-states.module.css'
import { useProblem } from './use-problem.ts'

/** A page that could not be shown: what happened, and a way on. */
export function PageError({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation('frame')
  const explain = useProblem()
  const router = useRouter()
  const again = () => {
    reset?.()
    void router.invalidate()
  }
  // Trying again would not bring it back.
  if (error instanceof ApiFailure && error.code === 'NOT_FOUND') return <NotFound />
  if (error instanceof ApiFailure && error.code === 'NOT_ALLOWED') return <NotAllowed />
  return (
    <Notice icon={<IconAlertTriangle size={26} stroke={1.6} />} title={t('failed')} alert>
      <p>{isMissingCode(error) ? t('missingCode.text') : explain(error)}</p>
      {isMissingCode(error) ? (
        <ReloadButton />
      ) : (
        <Button variant="default" onClick={again}>
          {t('tryAgain')}
        </Button>
      )}
    </Notice>
  )
}

/** Nothing is at this address: leads back to the room it would be in, and home. */
export function NotFound() {
  const { t } = useTranslation('frame')
  const [, first = ''] = useRouterState({ select: ({ location }) => location.pathname }).split('/')
  const room = first === 'runs' ? 'campaigns' : rooms.find((one) => one === first)
  return (
    <Notice icon={<IconCompass size={26} stroke={1.6} />} title={t('notFound')}>
      <p>{t('notFoundText')}</p>
      {room && (
        <Link to={`/${room}`} className={styles.link}>
          {t('toRoom', { room: t(`room.${room}`) })}
        </Link>
      )}
      <Link to="/" className={styles.link}>
        {t('toHome')}
      </Link>
    </Notice>
  )
}

/** A page that is for other roles. */
export function NotAllowed() {
  const { t } = useTranslation(['frame', 'words'])
  const { role } = useSession()
  return (
    <Notice icon={<IconLock size={26} stroke={1.6} />} title={t('notAllowed')}>
      <p>{t('notAllowedText', { role: t(`words:role.${role}`) })}</p>
      <Link to="/" className={styles.link}>
        {t('toHome')}
      </Link>
    </Notice>
  )
}

const rooms = ['campaigns', 'customers', 'segments', 'analysis', 'library', 'settings'] as const

/** Shown only when a page takes longer than a blink. */
export function PageLoading() {
  const { t } = useTranslation('frame')
  return (
    <div className={styles.loading} role="status">
      <span className="unseen">{t('loading')}</span>
      <i />
      <i />
      <i />
    </div>
  )
}

/** An empty page that says what could be here and starts the work. */
export function Notice(props: {
  icon?: ReactNode
  title: string
  alert?: boolean
  children?: ReactNode
}) {
  useEffect(() => {
    if (props.alert) document.getElementById('page')?.scrollTo({ top: 0 })
  }, [props.alert])
  return (
    <section className={styles.notice} {...(props.alert ? { role: 'alert' } : {})}>
      {props.icon && (
        <span className={styles.icon} aria-hidden>
          {props.icon}
        </span>
      )}
      <h2>{props.title}</h2>
      {props.children}
    </section>
  )
}
