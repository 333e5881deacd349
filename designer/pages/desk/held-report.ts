import { create } from 'zustand'
import type { CallOutcome } from '../../../schemas/basics.ts'
import { reportTask } from '../../api/desk.ts'

export interface CallReport {
  readonly id: string
  readonly name: string
  readonly outcome: CallOutcome
  readonly memo: string
}

/** How long a report can be taken back: what follows from it begins the moment it is sent. */
const holdMs = 5_000

/** The report that waits to be sent. It outlives the sheet it was made on; a closing page sends it at once. */
export const useHeldReport = create<{ held: CallReport | null }>(() => ({ held: null }))

let timer: ReturnType<typeof setTimeout> | undefined

/** Holds a report for five seconds; the one before it is sent first. `onFailure` hears why one was refused. */
export function holdReport(report: CallReport, onFailure: (error: unknown) => void): void {
  sendHeld(onFailure)
  useHeldReport.setState({ held: report })
  timer = setTimeout(() => sendHeld(onFailure), holdMs)
  window.addEventListener('pagehide', () => sendHeld(onFailure), { once: true })
}

/** Takes the held report back; null when it is sent already. */
export function takeBack(): CallReport | null {
  clearTimeout(timer)
  const { held } = useHeldReport.getState()
  useHeldReport.setState({ held: null })
  return held
}

function sendHeld(onFailure: (error: unknown) => void): void {
  const held = takeBack()
  if (held === null) return
  const { id, outcome, memo } = held
  reportTask({ id, outcome, memo }).catch(onFailure)
}
