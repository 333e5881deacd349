import type { Point, Reach } from '../../../engine/points.ts'
import { type Command, say } from './commands.ts'

/** A `Reach` that the driver commands: it kills this process at a point, or stands still there. */
export function commandedReach(): Reach {
  let armed: { point: Point; left: number; act: 'die' | 'stand' } | null = null
  let go: (() => void) | null = null
  let toldToGo = false
  process.on('message', (command: Command) => {
    if (command.do === 'arm') armed = { ...command, left: command.nth }
    if (command.do === 'disarm') armed = null
    if (command.do === 'go') {
      go?.()
      go = null
      toldToGo = true
    }
  })
  return (point) => {
    if (toldToGo) say({ says: 'passed', at: point })
    if (armed?.point !== point) return undefined
    armed.left -= 1
    if (armed.left > 0) return undefined
    const { act } = armed
    armed = null
    if (act === 'die') process.kill(process.pid, 'SIGKILL')
    return new Promise<void>((done) => {
      // After the kill nothing may go on, not even until the signal has come.
      if (act === 'die') return
      go = done
      say({ says: 'standing', at: point })
    })
  }
}
