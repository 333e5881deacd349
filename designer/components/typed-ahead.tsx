import { useState } from 'react'
import { useStore } from 'zustand'
import { Later, type LaterPart } from './later.tsx'
import styles from './typed-ahead.module.css'

/** What was typed into a field before its code was here. */
export interface Typed {
  readonly text: string
  /** Enter was pressed: what is found first is meant. */
  readonly entered: boolean
}

export const nothingTyped: Typed = { text: '', entered: false }

/**
 * A later part in which one types at once: until its code is here a plain field takes the keys, and what it has by then
 * is given to the part, which puts the keyboard into its own field. A syllable that is being composed is waited for.
 */
export function LaterField<Props extends object>(props: {
  part: LaterPart<Props & { typed: Typed }>
  given: Props
  label: string
  onClose: () => void
}) {
  const isHere = useStore(props.part.store, (state) => state.Component !== null)
  const [typed, setTyped] = useState(nothingTyped)
  const [composing, setComposing] = useState(false)
  return (
    <>
      {(!isHere || composing) && (
        <input
          ref={focusNow}
          className={styles.field}
          aria-label={props.label}
          placeholder={props.label}
          value={typed.text}
          onChange={(event) => setTyped({ text: event.currentTarget.value, entered: false })}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape') props.onClose()
            if (event.key === 'Enter') setTyped({ ...typed, entered: true })
          }}
        />
      )}
      {!composing && <Later part={props.part} given={{ ...props.given, typed }} />}
    </>
  )
}

function focusNow(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true })
}
