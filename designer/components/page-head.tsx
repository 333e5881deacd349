import { IconChevronRight } from '@tabler/icons-react'
import { Children, type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './page.module.css'

/** The head of a page: where one is, what it is called, what can be done here. Also names the browser's tab. */
export function PageHead(props: {
  title: string
  crumbs?: ReactNode
  chips?: ReactNode
  lead?: ReactNode
  children?: ReactNode
}) {
  const { t } = useTranslation('frame')
  useEffect(() => {
    document.title = `${props.title} · 다시 Dasi`
  }, [props.title])
  return (
    <header className={styles.head}>
      {props.crumbs && (
        <nav aria-label={t('crumbs')} className={styles.crumbs}>
          {Children.map(props.crumbs, (crumb, at) => (
            <span className={styles.crumb}>
              {at > 0 && <IconChevronRight size={13} stroke={1.8} aria-hidden />}
              {crumb}
            </span>
          ))}
        </nav>
      )}
      <div className={styles.bar}>
        <h1>{props.title}</h1>
        {props.chips}
        <div className={styles.actions}>{props.children}</div>
      </div>
      {props.lead && <p className={styles.lead}>{props.lead}</p>}
    </header>
  )
}
