import { IconSearch } from '@tabler/icons-react'
import { Fragment, type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import styles from './pop.module.css'
import { nothingTyped, type Typed } from './typed-ahead.tsx'

export interface Choice {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly detail?: string
  readonly keys?: string
  readonly icon?: ReactNode
  readonly isDangerous?: boolean
  /** Other words it is found by. */
  readonly words?: string
  run(): void
}

/** Nobody reads on for longer: what lies beyond is found by typing. */
const shownMax = 100

/** A list to search and choose from, with the keyboard or the pointer. Groups keep the order in which they come. */
export function Choices(props: {
  readonly choices: readonly Choice[]
  readonly label: string
  readonly none: string
  readonly searchable: boolean
  /** Hears what is being looked for, to find more of it elsewhere. */
  readonly onQuery?: (query: string) => void
  readonly typed?: Typed
}) {
  const { choices, label, none, searchable, typed = nothingTyped } = props
  const [query, setQuery] = useState(typed.text)
  const [active, setActive] = useState(0)
  const listId = useId()
  const found = useMemo(() => matching(choices, query).slice(0, shownMax), [choices, query])
  const current = Math.min(active, found.length - 1)

  useFirstIfEntered(typed, found)

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && found.length > 0) {
      event.preventDefault()
      const next = (current + step + found.length) % found.length
      setActive(next)
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      found[current]?.run()
    }
  }

  return (
    <div className={styles.choices}>
      {searchable ? (
        <div className={styles.search}>
          <IconSearch size={16} aria-hidden />
          <input
            // The menu was opened to be typed into.
            ref={focusNow}
            value={query}
            placeholder={label}
            aria-label={label}
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={found.length > 0 ? `${listId}-${current}` : undefined}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              props.onQuery?.(event.currentTarget.value)
              setActive(0)
            }}
          />
        </div>
      ) : null}
      <div
        className={styles.list}
        role="listbox"
        id={listId}
        aria-label={label}
        {...(searchable ? {} : { tabIndex: 0, ref: focusNow, onKeyDown })}
        {...(!searchable && found.length > 0
          ? { 'aria-activedescendant': `${listId}-${current}` }
          : {})}
      >
        {found.map((choice, index) => (
          <Fragment key={choice.id}>
            {choice.group !== found[index - 1]?.group &&
              (choice.group.startsWith('-') ? (
                index > 0 && <div className={styles.rule} aria-hidden />
              ) : (
                <div className={styles.group} aria-hidden>
                  {choice.group}
                </div>
              ))}
            <button
              type="button"
              id={`${listId}-${index}`}
              className={styles.item}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              data-active={index === current || undefined}
              data-danger={choice.isDangerous || undefined}
              onPointerMove={() => setActive(index)}
              onClick={choice.run}
            >
              {choice.icon}
              <span>
                <b>{choice.label}</b>
                {choice.detail && <small>{choice.detail}</small>}
              </span>
              {choice.keys && <kbd>{choice.keys}</kbd>}
            </button>
          </Fragment>
        ))}
        {found.length === 0 && <p className={styles.none}>{none}</p>}
      </div>
    </div>
  )
}

/** Runs what is found first, once, for whoever pressed Enter before there was a list. */
function useFirstIfEntered(typed: Typed, found: readonly Choice[]): void {
  const [first] = useState(found[0])
  const [isWanted] = useState(typed.entered && typed.text.trim() !== '')
  useEffect(() => {
    if (isWanted) first?.run()
  }, [isWanted, first])
}

function focusNow(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true })
}

/** Suggestions come once: while searching, what is found twice is shown once. */
function matching(choices: readonly Choice[], query: string): readonly Choice[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return choices
  const shown = new Set<string>()
  return choices.filter((choice) => {
    const text = `${choice.label} ${choice.detail ?? ''} ${choice.words ?? ''}`.toLowerCase()
    const key = `${choice.label} ${choice.detail ?? ''}`
    if (!text.includes(wanted) || shown.has(key)) return false
    shown.add(key)
    return true
  })
}
