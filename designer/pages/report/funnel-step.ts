import type { Report } from '../../../schemas/api/report.ts'

export type FunnelStep = Report['funnel'][number]

export function stepOf(report: Report, step: FunnelStep['step']): FunnelStep | undefined {
  return report.funnel.find((row) => row.step === step)
}
