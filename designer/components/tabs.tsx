import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import styles from './tabs.module.css'

/** Parts of a page, each with an address of its own (`?tab=`), so that a part can be linked and gone back to. */
export function PageTabs({ label, children }: { label: string; children: ReactNode }) {
  const row = useRef<HTMLElement>(null)
  // On a narrow screen the tab one is at may stand beyond the edge.
  useEffect(() => {
    const active = row.current?.querySelector('[aria-current]')
    active?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
  return (
    <nav className={styles.tabs} aria-label={label} ref={row}>
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
