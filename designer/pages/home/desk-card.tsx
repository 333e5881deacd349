import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { deskCountsQuery } from '../../api/desk.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Stack, Tile, Tiles } from '../../components/page.tsx'
import styles from './home.module.css'

/** An agent's day in three figures, and the door to the desk. */
export function DeskCard() {
  const { t } = useTranslation('home')
  const format = useFormats()
  const counts = useQuery(deskCountsQuery)
  return (
    <Loaded query={counts}>
      {({ due, later, doneToday }) => (
        <Stack>
          <Tiles>
            <Tile name={t('desk.due')} value={format.number(due)} />
            <Tile name={t('desk.later')} value={format.number(later)} />
            <Tile name={t('desk.done')} value={format.number(doneToday)} />
          </Tiles>
          <p>
            <Link to="/desk" className={styles.start}>
              {t(due > 0 ? 'desk.start' : 'desk.open')}
            </Link>
          </p>
        </Stack>
      )}
    </Loaded>
  )
}
