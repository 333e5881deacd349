import { type KeyboardEvent, useState } from 'react'
import { knownTags } from '../../engine/render/known-tags.ts'
import { useWords } from '../canvas/room.ts'
import styles from './tag-suggest.module.css'

const shownMax = 6

/** The merge tag that is being typed before the cursor: from its braces on; null: none. */
function typedTag(text: string, cursor: number): { from: number; part: string } | null {
  const found = /\{\{\s*([^{}|\n]*)$/.exec(text.slice(0, cursor))
  return found ? { from: found.index, part: (found[1] ?? '').trim().toLowerCase() } : null
}

/**
 * Suggests merge tags while `{{` is typed, by their names in the reader's language, also while a syllable of Hangul is
 * still being composed; the keys that compose it stay the input method's. `put` replaces from `from` to the cursor.
 */
export function useTagSuggest(put: (name: string, from: number) => void) {
  const { t } = useWords()
  const [typed, setTyped] = useState<ReturnType<typeof typedTag>>(null)
  const [active, setActive] = useState(0)
  const found = typed
    ? Object.keys(knownTags)
        .map((name) => ({ name, label: t(`tag.${name}`) }))
        .filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(typed.part))
        .slice(0, shownMax)
    : []
  const current = Math.min(active, found.length - 1)
  const close = () => setTyped(null)
  const choose = (name: string) => {
    if (typed) put(name, typed.from)
    close()
  }
  return {
    close,
    look(element: HTMLTextAreaElement) {
      setTyped(typedTag(element.value, element.selectionStart))
      setActive(0)
    },
    onKeyDown(event: KeyboardEvent) {
      if (found.length === 0 || event.nativeEvent.isComposing) return
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      const name = found[current]?.name
      if (step !== 0) setActive((current + step + found.length) % found.length)
      else if ((event.key === 'Enter' || event.key === 'Tab') && name !== undefined) choose(name)
      else if (event.key === 'Escape') close()
      else return
      event.preventDefault()
      event.stopPropagation()
    },
    list: found.length > 0 && (
      <div className={styles.list} role="listbox" aria-label={t('message.insertTag')}>
        {found.map(({ name, label }, index) => (
          <button
            key={name}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            // The cursor stays in the text.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(name)}
          >
            <b>{label}</b>
            <small>{`{{${name}}}`}</small>
          </button>
        ))}
      </div>
    ),
  }
}
