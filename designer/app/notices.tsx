import { Notifications } from '@mantine/notifications'

/** Where short messages appear, at the bottom of every page. */
export function Notices() {
  return <Notifications position="bottom-center" limit={3} />
}
