import { UnstyledButton } from '@mantine/core'
import styles from './charts.module.css'

export interface HeatCell {
  /** How strong its colour is, 0–1; null: no colour. */
  readonly share: number | null
  readonly text: string
  /** A second line, smaller. */
  readonly note?: string
  readonly title: string
  readonly onChoose?: () => void
}

export interface HeatRow {
  readonly name: string
  readonly note?: string
  readonly cells: readonly (HeatCell | null)[]
}

/** A table whose cells are the darker the more they hold; a cell that can be chosen is a button. */
export function HeatTable(props: {
  label: string
  corner: string
  /** `key`, where two may have the same name. */
  columns: readonly { readonly key?: string; readonly name: string; readonly note?: string }[]
  rows: readonly HeatRow[]
}) {
  return (
    <section className={styles.scroll} aria-label={props.label}>
      <table className={styles.heat}>
        <thead>
          <tr>
            <th scope="col">{props.corner}</th>
            {props.columns.map(({ name, note, key = name }) => (
              <th key={key} scope="col">
                {name}
                {note && <small>{note}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                {row.name}
                {row.note && <small>{row.note}</small>}
              </th>
              {props.columns.map(({ name, key = name }, i) => (
                <Cell key={key} cell={row.cells[i] ?? null} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Cell({ cell }: { cell: HeatCell | null }) {
  if (cell === null) return <td data-empty />
  const strength = Math.round((cell.share ?? 0) * 100)
  const inside = (
    <>
      {cell.text}
      {cell.note && <small>{cell.note}</small>}
    </>
  )
  return (
    <td
      data-strong={strength > 70}
      style={{ background: `color-mix(in srgb, var(--heat) ${depthOf(strength)}%, var(--sunken))` }}
      title={cell.title}
    >
      {cell.onChoose ? (
        <UnstyledButton className={styles.cell} aria-label={cell.title} onClick={cell.onChoose}>
          {inside}
        </UnstyledButton>
      ) : (
        inside
      )}
    </td>
  )
}

/** Percent of colour in a cell: light enough for the ink up to 70, then deep enough for white (4.5 : 1). */
function depthOf(strength: number): number {
  return strength > 70 ? 88 + (strength - 70) * 0.4 : strength * 0.75
}
