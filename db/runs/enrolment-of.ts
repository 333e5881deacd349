import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'

/** The newest enrolment of a customer in a run. Fails with NOT_FOUND. */
export async function enrolmentOf(
  db: DbOrTx,
  { run, customer }: { run: number; customer: string },
): Promise<{ cohort: number; enrolment: number }> {
  const row = await db
    .selectFrom('customer as c')
    .innerJoin('enrolment as e', 'e.customer', 'c.id')
    .select(['e.cohort', 'e.no as enrolment'])
    .where('c.uuid', '=', customer)
    .where('e.run', '=', run)
    .orderBy('e.active', 'desc')
    .orderBy('e.no', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row)
    throw new Failure('NOT_FOUND', `There is no customer ${customer} in this run.`, {
      details: { reason: 'CUSTOMER_NOT_IN_RUN' },
    })
  return row
}
