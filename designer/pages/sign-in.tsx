import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../api/session.ts'
import { ChangePassword } from './sign-in/change-password.tsx'
import { LanguageSwitch } from './sign-in/language-switch.tsx'
import { PasswordForm } from './sign-in/password-form.tsx'
import styles from './sign-in/sign-in.module.css'

const route = getRouteApi('/sign-in')

/** The front door: e-mail and password; whoever comes with a one-time password chooses their own first. */
export function SignInPage() {
  const { t } = useTranslation('sign-in')
  const { to } = route.useSearch()
  const router = useRouter()
  const known = useQueryClient().getQueryData(sessionQuery.queryKey)
  const [oneTime, setOneTime] = useState<string | null>(null)
  const [mustChange, setMustChange] = useState(known?.mustChangePassword ?? false)
  const enter = () => router.history.push(to ?? '/')
  return (
    <main className={styles.page}>
      <div className={styles.language}>
        <LanguageSwitch />
      </div>
      <section className={styles.door}>
        <p className={styles.mark}>
          <b lang="ko">다시</b> <span>Dasi</span>
        </p>
        {mustChange ? (
          <>
            <h1>{t('change.title')}</h1>
            <p className={styles.lead}>{t('change.lead')}</p>
            <ChangePassword oneTime={oneTime} submit={t('change.submit')} onDone={enter} />
          </>
        ) : (
          <>
            <h1>{t('title')}</h1>
            <p className={styles.lead}>{t('lead')}</p>
            <PasswordForm
              onSignedIn={(session, password) => {
                if (!session.mustChangePassword) return enter()
                setOneTime(password)
                setMustChange(true)
              }}
            />
          </>
        )}
      </section>
    </main>
  )
}
