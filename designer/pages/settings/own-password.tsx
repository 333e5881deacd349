import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/page.tsx'
import { ChangePassword } from '../sign-in/change-password.tsx'
import styles from './settings.module.css'

/** Everybody changes their own password here; the fields are empty again afterwards. */
export function OwnPassword() {
  const { t } = useTranslation('settings')
  const [changes, setChanges] = useState(0)
  return (
    <Panel title={t('password.title')}>
      <div className={styles.password}>
        <ChangePassword
          key={changes}
          oneTime={null}
          submit={t('password.submit')}
          onDone={() => {
            setChanges(changes + 1)
            notifications.show({ message: t('password.done') })
          }}
        />
      </div>
    </Panel>
  )
}
