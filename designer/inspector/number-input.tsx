import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import styles from './inspector.module.css'

interface NumberFieldProps {
  readonly label: string
  readonly value: number | null
  readonly min: number
  readonly max: number
  /** Whether an empty field means "none"; else it keeps its last number. */
  readonly canBeEmpty?: boolean
  readonly placeholder?: string
  readonly decimals?: boolean
  readonly id?: string
  onChange(value: number | null): void
}

/** A number typed at leisure: only what is a number within its limits is passed on. */
export function NumberInput(props: NumberFieldProps) {
  const { value, min, max } = props
  const [text, setText] = useState(() => numberText(value))
  const input = useRef<HTMLInputElement>(null)
  const caret = useRef<number | null>(null)
  useEffect(() => {
    setText((old) => (readNumber(old) === value ? old : numberText(value)))
  }, [value])
  useLayoutEffect(() => {
    if (caret.current !== null) input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  const isWrong = text.trim() === '' ? !props.canBeEmpty : !isWithin(readNumber(text), props)
  return (
    <input
      ref={input}
      className={styles.number}
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      inputMode={props.decimals ? 'decimal' : 'numeric'}
      value={text}
      placeholder={props.placeholder}
      style={{ width: `${Math.max(3, text.length, props.placeholder?.length ?? 0) + 1}ch` }}
      aria-invalid={isWrong || undefined}
      title={isWrong ? `${min}–${max}` : undefined}
      onChange={(event) => {
        const { value: typed, selectionStart } = event.currentTarget
        const shown = grouped(typed)
        caret.current = caretIn(shown, typed.slice(selectionStart ?? typed.length))
        setText(shown)
        const number = readNumber(typed)
        if (typed.trim() === '' && props.canBeEmpty) props.onChange(null)
        else if (number !== null && isWithin(number, props)) props.onChange(number)
      }}
      onBlur={() => isWrong && setText(numberText(value))}
    />
  )
}

const numberText = (value: number | null) => (value === null ? '' : grouped(String(value)))

/** With a comma before every three digits; what is no number stays as it was typed. */
function grouped(text: string): string {
  const [whole = '', ...rest] = text.split('.')
  const digits = whole.replaceAll(',', '')
  if (!/^-?\d+$/.test(digits)) return text
  return [digits.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.')
}

/** Where the caret stands with the same digits after it; before a comma, so that deleting takes a digit. */
function caretIn(shown: string, after: string): number {
  let left = after.replaceAll(',', '').length
  let at = shown.length
  for (; at > 0 && (left > 0 || shown[at - 1] === ','); at -= 1)
    if (shown[at - 1] !== ',') left -= 1
  return at
}

function readNumber(text: string): number | null {
  const cleaned = text.replaceAll(/[,\s]/g, '')
  if (cleaned === '') return null
  const number = Number(cleaned)
  return Number.isFinite(number) ? number : null
}

function isWithin(number: number | null, { min, max, decimals }: NumberFieldProps): boolean {
  return (
    number !== null &&
    number >= min &&
    number <= max &&
    (decimals === true || Number.isInteger(number))
  )
}
