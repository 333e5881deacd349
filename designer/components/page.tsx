import type { ReactNode } from 'react'
import styles from './page.module.css'

/** The paper a page is written on. `wide` takes the whole width. */
export function Page({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  return <div className={wide ? `${styles.page} ${styles.wide}` : styles.page}>{children}</div>
}

/** One subject of a page, on a card of its own. */
export function Panel(props: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.panel}>
      {(props.title || props.aside) && (
        <div className={styles.panelHead}>
          {props.title && <h2>{props.title}</h2>}
          {props.aside && <div>{props.aside}</div>}
        </div>
      )}
      {props.children}
    </section>
  )
}

export function Stack({ children }: { children: ReactNode }) {
  return <div className={styles.stack}>{children}</div>
}

/** Figures side by side, each with its name above and what qualifies it below. */
export function Tiles({ children }: { children: ReactNode }) {
  return <dl className={styles.tiles}>{children}</dl>
}
export function Tile(props: { name: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={styles.tile}>
      <dt>{props.name}</dt>
      <dd>
        <div className={styles.value}>{props.value}</div>
        {props.note && <div className={styles.note}>{props.note}</div>}
      </dd>
    </div>
  )
}

/** Nothing here yet: what it is for, and the button that begins it. */
export function Empty(props: { title: string; text?: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <div>
        <h3>{props.title}</h3>
        {props.text && <p>{props.text}</p>}
      </div>
      {props.children}
    </div>
  )
}

export type Tone = 'quiet' | 'ok' | 'warn' | 'danger' | 'accent'

export function Chip(props: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={styles.chip} data-tone={props.tone ?? 'quiet'}>
      {props.dot && <i className={styles.dot} aria-hidden />}
      {props.children}
    </span>
  )
}

/** A table that scrolls by itself on a narrow screen. Cells with `data-number` stand right. */
export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles.tableWrap} aria-label={label}>
      <table className={styles.table}>{children}</table>
    </section>
  )
}

/** Grey lines where text will stand, as many and as tall as the text, so that nothing jumps. */
export function Bones({ lines, height = 14 }: { lines: number; height?: number }) {
  return (
    <div className={styles.stack} aria-hidden data-bones>
      {Array.from({ length: lines }, (_, line) => `bone-${line}`).map((key) => (
        <i key={key} className={styles.bone} style={{ height }} />
      ))}
    </div>
  )
}

/** A share of something planned; more than all of it is shown as a problem. */
export function Meter({ share, label }: { share: number; label: string }) {
  return (
    <span className={styles.meter} role="img" aria-label={label} data-over={share > 1}>
      <i style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </span>
  )
}
