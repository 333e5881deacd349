import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Scenario } from '../../schemas/scenario.ts'
import { useProblem } from '../app/use-problem.ts'
import { differencesOf } from '../document/differences.ts'
import {
  draftMarkQuery,
  draftMarksQuery,
  versionQuery,
  versionsQuery,
} from '../document/queries.ts'
import { ChangeList } from './change-list.tsx'
import { PanelHead } from './panel-head.tsx'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'

/** What was published and how the draft stood when somebody left it, by whom and when; each can be drawn on from. */
export function VersionsPanel() {
  const { detail, document } = useRoom()
  const { t, formats } = useWords()
  const explain = useProblem()
  const [open, setOpen] = useState<string | null>(null)
  const entries = useHistory()
  const load = useSource()
  const [problem, setProblem] = useState<unknown>(null)
  const takeUp = (entry: Entry) =>
    load(entry).then(
      (source) => {
        const by = nameOf(entry)
        document.apply(source, { code: 'REPLACED', values: { by } })
      },
      (error: unknown) => setProblem(error),
    )
  const nameOf = (entry: Entry) =>
    entry.is === 'version'
      ? t('versions.name', { version: entry.number })
      : t('versions.draftOf', { by: entry.by, at: formats.moment(entry.at) })
  return (
    <>
      <PanelHead title={t('versions.title')} />
      {problem !== null && <p className={styles.empty}>{explain(problem)}</p>}
      <p className={styles.empty}>
        {t('versions.now', { by: detail.updatedBy, at: formats.moment(detail.updatedAt) })}
      </p>
      {entries?.length === 0 && <p className={styles.empty}>{t('versions.none')}</p>}
      <ul className={styles.list}>
        {(entries ?? []).map((entry, place) => {
          const key = keyOf(entry)
          return (
            <li key={key} className={styles.card} aria-label={nameOf(entry)}>
              <small>
                {formats.moment(entry.at)} · {entry.by}
              </small>
              <p>
                {entry.is === 'version' ? (
                  <b>{t('versions.name', { version: entry.number })}</b>
                ) : (
                  t('versions.draft')
                )}
                {entry.is === 'version' &&
                  entry.runs > 0 &&
                  ` · ${t('versions.runs', { count: entry.runs })}`}
              </p>
              {open === key && <WhatChanged entry={entry} before={entries?.[place + 1] ?? null} />}
              <div className={styles.actions}>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-expanded={open === key}
                  onClick={() => setOpen(open === key ? null : key)}
                >
                  {t('versions.whatChanged')}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => void takeUp(entry)}>
                  {t('versions.takeUp')}
                </Button>
              </div>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** One entry of the history, compared with the one before it. */
function WhatChanged({ entry, before }: { entry: Entry; before: Entry | null }) {
  const { t } = useWords()
  const { detail } = useRoom()
  const load = useSource()
  const { data } = useQuery({
    queryKey: ['scenarios', detail.id, 'compared', keyOf(entry), before && keyOf(before)],
    queryFn: async () => {
      if (!before) return null
      const [from, to] = await Promise.all([load(before), load(entry)])
      return differencesOf(from, to)
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!before) return <p>{t('versions.first')}</p>
  return data ? <ChangeList differences={data} /> : null
}

interface Entry {
  readonly is: 'version' | 'draft'
  /** Version or revision. */
  readonly number: number
  readonly by: string
  /** ISO instant. */
  readonly at: string
  readonly runs: number
}

const keyOf = ({ is, number }: Entry) => `${is} ${number}`

/** Newest first; undefined while it is not there. */
function useHistory(): readonly Entry[] | undefined {
  const { detail } = useRoom()
  const versions = useQuery(versionsQuery(detail.id)).data
  const marks = useQuery(draftMarksQuery(detail.id)).data
  if (!versions || !marks) return undefined
  return [
    ...versions.map(({ version, publishedAt, publishedBy, runs }): Entry => {
      return { is: 'version', number: version, at: publishedAt, by: publishedBy, runs }
    }),
    ...marks.map(({ revision, savedAt, savedBy }): Entry => {
      return { is: 'draft', number: revision, at: savedAt, by: savedBy, runs: 0 }
    }),
  ].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

/** The drawing of an entry. */
function useSource(): (entry: Entry) => Promise<Scenario> {
  const { detail } = useRoom()
  const cache = useQueryClient()
  return async ({ is, number }) =>
    is === 'version'
      ? (await cache.fetchQuery(versionQuery(detail.id, number))).source
      : (await cache.fetchQuery(draftMarkQuery(detail.id, number))).draft
}
