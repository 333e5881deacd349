import type { TFunction } from 'i18next'
import type { Voice } from './command-context.ts'
import type { CanvasUiStore } from './ui-store.ts'

const losing: ReadonlySet<string> = new Set(['REMOVED', 'REMOVED_MANY', 'BRANCH_REMOVED'])

/**
 * Says what has happened: aloud to screen readers, and for what took something away as a notice whose button undoes it.
 * `notify` shows the notice.
 */
export function createVoice(parts: {
  readonly ui: CanvasUiStore
  readonly t: () => TFunction
  readonly notify: (text: string, undo: boolean) => void
  readonly place: (nodeId: string) => { readonly nth: number; readonly of: number }
}): Voice {
  const { ui, t, notify, place } = parts
  const say = (text: string) => ui.setState({ said: text })
  return {
    did(did, node) {
      const where = node ? t()('said.place', { ...place(node.id) }) : ''
      const text = t()(`said.${did.code}`, { ...did.values })
      say(`${text} ${where}`.trim())
      if (losing.has(did.code)) notify(text, true)
    },
    undid(did, redone) {
      const what = t()(`did.${did.code}`, { ...did.values })
      const text = t()(redone ? 'redo.done' : 'undo.done', { what })
      say(text)
      notify(text, false)
    },
    refused(reason) {
      const text = t()(`refused.${reason}`)
      say(text)
      notify(text, false)
    },
    moving(step, values) {
      say(t()(`moving.${step}`, { ...values }))
    },
    told(what, count) {
      say(t()(`told.${what}`, { count }))
    },
  }
}
