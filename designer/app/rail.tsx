import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { deskCountsQuery } from '../api/desk.ts'
import { signOut, useSession } from '../api/session.ts'
import { roomsFor } from './navigation.ts'
import styles from './rail.module.css'
import { useFormats } from './use-formats.ts'

/** Where one can go, with the calls that are waiting. */
export function Rail() {
  const { t } = useTranslation('frame')
  const session = useSession()
  const format = useFormats()
  const due = useQuery(deskCountsQuery).data?.due ?? 0
  return (
    <nav className={styles.rail} aria-label={t('rooms')}>
      <Link to="/" className={styles.mark}>
        <b lang="ko">다시</b> <span>Dasi</span>
      </Link>
      <ul className={styles.rooms}>
        {roomsFor(session.role).map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles.room}
              activeProps={{ 'data-active': true }}
              activeOptions={{ exact: to === '/' }}
            >
              <Icon size={18} stroke={1.7} aria-hidden />
              <span className={styles.name}>{t(`room.${name}`)}</span>
              {name === 'desk' && due > 0 && (
                <span className={styles.count}>
                  {format.number(due)}
                  <span className="unseen"> {t('callsDue')}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <Person name={session.name} email={session.email} />
    </nav>
  )
}

function Person({ name, email }: { name: string; email: string | null }) {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const leave = async () => {
    await signOut()
    await navigate({ to: '/sign-in' })
  }
  return (
    <div className={styles.person}>
      <span className={styles.who}>
        <span>{name}</span>
        {email !== null && <small>{email}</small>}
      </span>
      <Tooltip label={t('signOut')}>
        <UnstyledButton
          className={styles.leave}
          aria-label={t('signOut')}
          onClick={() => void leave()}
        >
          <IconLogout size={17} stroke={1.7} aria-hidden />
        </UnstyledButton>
      </Tooltip>
    </div>
  )
}
