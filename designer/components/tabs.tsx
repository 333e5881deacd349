import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

/** Parts of a page, each with an address of its own (`?tab=`), so that a part can be linked and gone back to. */
export function PageTabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {children}
    </nav>
  )
}

export function PageTab(props: { tab: string; active: boolean; children: ReactNode }) {
  return (
    <Link
      to="."
      search={(search) => ({ ...search, tab: props.tab })}
      replace
      className={styles.tab}
      aria-current={props.active ? 'page' : undefined}
    >
      {props.children}
    </Link>
  )
}
