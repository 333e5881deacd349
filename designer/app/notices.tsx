import { MantineThemeProvider, type NotificationProps } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Where short messages appear, at the bottom of every page. */
export function Notices() {
  const { t } = useTranslation('words')
  const close = t('action.close')
  const theme = useMemo(
    () => ({
      components: {
        Notification: {
          defaultProps: {
            closeButtonProps: { 'aria-label': close },
          } satisfies Partial<NotificationProps>,
        },
      },
    }),
    [close],
  )
  return (
    <MantineThemeProvider inherit theme={theme}>
      <Notifications position="bottom-center" limit={3} />
    </MantineThemeProvider>
  )
}
