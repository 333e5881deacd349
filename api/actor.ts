import type { Role } from '../schemas/role.ts'

/** Who asks. */
export interface Actor {
  readonly by: 'person' | 'key'
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly mustChangePassword: boolean
}

/** How the audit and `updated by` name an actor. */
export function nameOf(actor: Actor): string {
  return actor.email ?? `key:${actor.id}`
}
