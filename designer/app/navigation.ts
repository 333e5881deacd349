import {
  IconBooks,
  IconChartDots,
  IconGridDots,
  IconHeadset,
  IconHome,
  IconSettings,
  IconSpeakerphone,
  IconUsers,
} from '@tabler/icons-react'
import type { Role } from '../../schemas/role.ts'

/** The rooms of the house, in the order of the rail, and who sees each. */
export const rooms = [
  { to: '/', name: 'home', icon: IconHome, roles: ['admin', 'marketer', 'agent'] },
  { to: '/campaigns', name: 'campaigns', icon: IconSpeakerphone, roles: ['admin', 'marketer'] },
  { to: '/customers', name: 'customers', icon: IconUsers, roles: ['admin', 'marketer'] },
  { to: '/segments', name: 'segments', icon: IconChartDots, roles: ['admin', 'marketer'] },
  { to: '/analysis', name: 'analysis', icon: IconGridDots, roles: ['admin', 'marketer'] },
  { to: '/desk', name: 'desk', icon: IconHeadset, roles: ['admin', 'marketer', 'agent'] },
  { to: '/library', name: 'library', icon: IconBooks, roles: ['admin', 'marketer'] },
  { to: '/settings', name: 'settings', icon: IconSettings, roles: ['admin', 'marketer', 'agent'] },
] as const satisfies readonly Room[]

interface Room {
  readonly to: string
  readonly name: string
  readonly icon: typeof IconHome
  readonly roles: readonly Role[]
}

export function roomsFor(role: Role): readonly (typeof rooms)[number][] {
  return rooms.filter((room) => (room.roles as readonly Role[]).includes(role))
}

/** Whether the page at `path` is for this role; what is under no room is for everybody. */
export function mayEnter(role: Role, path: string): boolean {
  const [, first = ''] = path.split('/')
  // Results and messages of a run are part of its campaign.
  const to = first === 'runs' ? '/campaigns' : `/${first}`
  const room = rooms.find((one) => one.to === to)
  return room === undefined || (room.roles as readonly Role[]).includes(role)
}
