import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Policy, policySchema } from '../../schemas/policy.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

export interface PolicyVersion {
  readonly version: number
  readonly policy: Policy
  readonly createdAt: InstantMs
  readonly createdBy: string
}

/** The house rules in force: the newest version. */
export async function currentPolicy(db: DbOrTx): Promise<PolicyVersion> {
  const [newest] = await listPolicies(db, { limit: 1 })
  if (!newest)
    throw new Failure('NOT_READY', 'There is no policy: the installation is incomplete.', {
      details: { reason: 'SETUP' },
    })
  return newest
}

/** Versions of the house rules, the newest first. */
export async function listPolicies(
  db: DbOrTx,
  { limit = 100 }: { limit?: number } = {},
): Promise<PolicyVersion[]> {
  const rows = await db
    .selectFrom('policy')
    .select(['version', 'policy', 'created_at as createdAt', 'created_by as createdBy'])
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, policy: policySchema.parse(row.policy) }))
}

/**
 * Puts new house rules in force, as a new version; `version` is the one that was changed. Fails with CONFLICT, carrying
 * the newer policy, when somebody else was quicker.
 */
export function savePolicy(
  db: Db,
  { policy, version, by }: { policy: Policy; version: number; by: string },
): Promise<PolicyVersion> {
  return inTransaction(db, async (tx) => {
    // Two who save at once must not both find their version the newest.
    await tx.selectFrom('installation').select('id').forUpdate().executeTakeFirstOrThrow()
    const current = await currentPolicy(tx)
    if (current.version !== version) {
      throw new Failure(
        'CONFLICT',
        `The policy was changed by ${current.createdBy} meanwhile (version ${current.version}): load it and try again.`,
        {
          details: {
            reason: 'CHANGED_MEANWHILE',
            by: current.createdBy,
            current: { version: current.version, policy: current.policy },
          },
        },
      )
    }
    const row = await tx
      .insertInto('policy')
      .values({ policy: JSON.stringify(policy), created_by: by })
      .returning(['version', 'created_at as createdAt'])
      .executeTakeFirstOrThrow()
    await writeAudit(tx, { actor: by, action: 'policy.save', subject: `policy:${row.version}` })
    return { ...row, policy, createdBy: by }
  })
}
