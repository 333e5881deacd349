import { UnstyledButton } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type CsvValue, csvOf } from '../../../engine/csv.ts'
import { download } from '../download.ts'
import { Panel } from '../page.tsx'
import styles from './charts.module.css'
import { pictureOf } from './picture-of.ts'

/** A picture of figures on a card of its own, to be taken away as SVG or CSV. */
export function ChartFrame(props: {
  title: string
  /** What the picture shows, and what it does not, in a sentence. */
  note?: ReactNode
  /** The figures themselves, with a head. */
  csv: () => readonly (readonly CsvValue[])[]
  aside?: ReactNode
  children: ReactNode
}) {
  const { t } = useTranslation('charts')
  const figure = useRef<HTMLElement>(null)
  const savePicture = () => {
    const drawn = figure.current?.querySelector<SVGSVGElement | HTMLTableElement>('svg, table')
    if (drawn) download(`${props.title}.svg`, pictureOf(drawn, props.title), 'image/svg+xml')
  }
  return (
    <Panel
      title={props.title}
      aside={
        <>
          {props.aside}
          <UnstyledButton className={styles.take} onClick={savePicture}>
            SVG
            <span className="unseen"> {t('save', { title: props.title })}</span>
          </UnstyledButton>
          <UnstyledButton
            className={styles.take}
            onClick={() => download(`${props.title}.csv`, csvOf(props.csv()), 'text/csv')}
          >
            CSV
            <span className="unseen"> {t('save', { title: props.title })}</span>
          </UnstyledButton>
        </>
      }
    >
      <figure ref={figure} className={styles.figure}>
        {props.children}
        {props.note && <figcaption className={styles.note}>{props.note}</figcaption>}
      </figure>
    </Panel>
  )
}
