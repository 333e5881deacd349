import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import styles from './frame.module.css'
import { mayEnter } from './navigation.ts'
import { NotAllowed } from './page-states.tsx'
import { PaletteLater } from './palette-later.tsx'
import { Rail } from './rail.tsx'
import { SignInAgain } from './sign-in-again-later.tsx'

/** The house around every page: the rail at the left (below on a phone), the page, and the way past the rail. */
export function Frame() {
  const { t } = useTranslation('frame')
  const main = useRef<HTMLElement>(null)
  const { role } = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  useFocusOnPageChange(main)
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#page">
        {t('skip')}
      </a>
      <Rail />
      <main className={styles.page} id="page" ref={main} tabIndex={-1}>
        {mayEnter(role, path) ? <Outlet /> : <NotAllowed />}
      </main>
      <PaletteLater />
      <SignInAgain />
    </div>
  )
}

/** A reader of the screen hears the new page instead of staying on a link that is gone. */
function useFocusOnPageChange(main: React.RefObject<HTMLElement | null>) {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const shown = useRef(path)
  useEffect(() => {
    const isNew = shown.current !== undefined && shown.current !== path
    // A page may have put the keyboard into a field of its own.
    if (isNew && !main.current?.contains(document.activeElement)) main.current?.focus()
    shown.current = path
  }, [path, main])
}
