import { IconHeadset } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session.ts'
import { Notice } from '../../app/page-states.tsx'

export function QueueEmpty() {
  const { t } = useTranslation('desk')
  const { role } = useSession()
  return (
    <Notice icon={<IconHeadset size={26} stroke={1.6} />} title={t('empty.title')}>
      <p>{t('empty.text')}</p>
      {role !== 'agent' && <Link to="/campaigns">{t('empty.campaigns')}</Link>}
    </Notice>
  )
}
