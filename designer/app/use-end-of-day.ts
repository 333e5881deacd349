import { dayWindow } from '../../engine/rules/windows.ts'
import { useSession } from '../api/session.ts'

/** The last instant of a day (YYYY-MM-DD) where the installation is, wherever the reader is; now, if it is still to come. */
export function useEndOfDay(): (day: string) => string {
  const { zone } = useSession().installation
  return (day) => new Date(Math.min(dayWindow(zone, day).until - 1, Date.now())).toISOString()
}
