import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import { type AdmissionSchedule, queueName } from '../engine/ports.ts'
import type { admission } from '../workflows/admission.ts'
import { admissionWorkflowId } from '../workflows/ids.ts'

/**
 * Makes the Temporal Schedule of a run what it should be. It only tells the run's workflow to look: whether the audience
 * is due is for the rows to say, so a trigger that is early, doubled or missed does no harm.
 */
export async function keepSchedule(
  client: Client,
  prefix: string,
  schedule: AdmissionSchedule,
): Promise<void> {
  const handle = client.schedule.getHandle(admissionWorkflowId(prefix, schedule.run))
  if (schedule.state === 'gone') return unlessMissing(() => handle.delete())
  const wanted = optionsOf(prefix, schedule)
  try {
    await client.schedule.create({ scheduleId: handle.scheduleId, ...wanted })
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    const { state, spec } = await handle.describe()
    const same = state.paused === wanted.state.paused && spec.timezone === wanted.spec.timezone
    if (!same) await handle.update(() => wanted)
  }
}

function optionsOf(prefix: string, { run, time, weekdays, zone, state }: AdmissionSchedule) {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return {
    spec: {
      calendars: [
        { hour, minute, dayOfWeek: weekdays.map((day) => dayNames[day % 7] ?? 'SUNDAY') },
      ],
      timezone: zone,
    },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'admission' as const,
      workflowId: admissionWorkflowId(prefix, run),
      taskQueue: queueName(prefix, 'control'),
      args: [{ run }] as Parameters<typeof admission>,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' as const },
    state: { paused: state === 'paused' },
  }
}

const dayNames = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const

async function unlessMissing(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
  }
}
