import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { versionQuery, versionsQuery } from '../document/queries.ts'
import styles from './room.module.css'
import { useRoom, useWords } from './room.ts'

/** What was published, by whom and when; any version can be taken up again as the draft, and undone. */
export function VersionsPanel() {
  const { ui, detail, document } = useRoom()
  const { t, formats } = useWords()
  const cache = useQueryClient()
  const { data } = useQuery(versionsQuery(detail.id))
  const takeUp = async (version: number) => {
    const { source } = await cache.fetchQuery(versionQuery(detail.id, version))
    document.apply(source, { code: 'REPLACED', values: { by: t('versions.name', { version }) } })
  }
  return (
    <>
      <div className={styles.panelHead}>
        <h2>{t('versions.title')}</h2>
        <ActionIcon aria-label={t('action.close')} onClick={() => ui.setState({ panel: null })}>
          <IconX size={18} />
        </ActionIcon>
      </div>
      {data?.length === 0 && <p className={styles.empty}>{t('versions.none')}</p>}
      <ul className={styles.list}>
        {(data ?? []).map((one) => (
          <li key={one.version} className={styles.card}>
            <small>
              {formats.moment(one.publishedAt)} · {one.publishedBy}
            </small>
            <p>
              <b>{t('versions.name', { version: one.version })}</b>
              {one.runs > 0 && ` · ${t('versions.runs', { count: one.runs })}`}
            </p>
            <div className={styles.actions}>
              <Button size="compact-sm" variant="default" onClick={() => void takeUp(one.version)}>
                {t('versions.takeUp')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
