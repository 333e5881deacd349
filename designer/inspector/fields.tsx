import { type ReactNode, useEffect, useId, useState } from 'react'
import type { Duration } from '../../schemas/basics.ts'
import { useWords } from '../canvas/room.ts'
import { useFieldProblem } from './field-problem.ts'
import styles from './inspector.module.css'
import { NumberInput } from './number-input.tsx'

/** A label above its control, and below it what is wrong there. `field` is the name the compiler gives the setting. */
export function Field(props: {
  label: string
  field?: string
  hint?: ReactNode
  children: (control: {
    id: string
    'aria-describedby'?: string
    'aria-invalid'?: true
  }) => ReactNode
}) {
  const id = useId()
  const problem = useFieldProblem(props.field ?? null)
  const told = `${id}-told`
  return (
    <div className={styles.field} data-field={props.field} data-wrong={problem ? true : undefined}>
      <label htmlFor={id}>{props.label}</label>
      {props.children({
        id,
        ...(problem ? { 'aria-describedby': told, 'aria-invalid': true } : {}),
      })}
      {problem && (
        <p className={styles.wrong} id={told}>
          {problem}
        </p>
      )}
      {props.hint && <p className={styles.hint}>{props.hint}</p>}
    </div>
  )
}

/** Several controls that answer one question. */
export function Group(props: { label: string; field?: string; children: ReactNode }) {
  const problem = useFieldProblem(props.field ?? null)
  return (
    <fieldset
      className={styles.group}
      data-field={props.field}
      data-wrong={problem ? true : undefined}
    >
      <legend>{props.label}</legend>
      {props.children}
      {problem && <p className={styles.wrong}>{problem}</p>}
    </fieldset>
  )
}

export function DurationInput(props: {
  label: string
  value: Duration
  onChange: (value: Duration) => void
}) {
  const { t } = useWords()
  const { value, onChange } = props
  return (
    <span className={styles.inline}>
      <NumberInput
        label={props.label}
        value={value.amount}
        min={1}
        max={1000}
        onChange={(amount) => amount !== null && onChange({ ...value, amount })}
      />
      <Pick
        label={t('unit.label', { label: props.label })}
        value={value.unit}
        options={(['minutes', 'hours', 'days', 'weeks'] as const).map(
          (unit) => [unit, t(`unit.${unit}`, { count: value.amount })] as const,
        )}
        onChange={(unit) => onChange({ ...value, unit })}
      />
    </span>
  )
}

/** A word in a sentence that can be exchanged for another. */
export function Pick<Value extends string>(props: {
  label: string
  value: Value
  options: readonly (readonly [Value, string])[]
  id?: string
  wide?: boolean
  onChange: (value: Value) => void
}) {
  return (
    <select
      className={props.wide ? styles.select : styles.pick}
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      value={props.value}
      onChange={(event) => {
        const chosen = props.options.find(([value]) => value === event.currentTarget.value)
        if (chosen) props.onChange(chosen[0])
      }}
    >
      {props.options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}

/** A time of day as HH:MM, the same on every machine; `8` and `830` are understood as well. */
export function TimeInput(props: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const { value } = props
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  return (
    <input
      className={styles.time}
      inputMode="numeric"
      size={5}
      maxLength={5}
      aria-label={props.label}
      value={text}
      aria-invalid={readTime(text) === null || undefined}
      onChange={(event) => {
        setText(event.currentTarget.value)
        if (/^\d\d:\d\d$/.test(event.currentTarget.value)) {
          const time = readTime(event.currentTarget.value)
          if (time !== null) props.onChange(time)
        }
      }}
      onBlur={() => {
        const time = readTime(text) ?? value
        setText(time)
        if (time !== value) props.onChange(time)
      }}
    />
  )
}

function readTime(text: string): string | null {
  const [, hours, minutes = '00'] = /^(\d{1,2}):?(\d{2})?$/.exec(text.trim()) ?? []
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null
  return `${hours.padStart(2, '0')}:${minutes}`
}

/** Monday to Sunday; at least one stays chosen. */
export function WeekdaysInput(props: {
  label: string
  value: readonly number[]
  onChange: (value: number[]) => void
}) {
  const { t } = useWords()
  const { value } = props
  return (
    <fieldset className={styles.days} aria-label={props.label}>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => {
        const isOn = value.includes(day)
        return (
          <button
            key={day}
            type="button"
            aria-pressed={isOn}
            aria-label={t(`weekdayLong.${day}`)}
            disabled={isOn && value.length === 1}
            onClick={() =>
              props.onChange(isOn ? value.filter((one) => one !== day) : [...value, day].toSorted())
            }
          >
            {t(`weekday.${day}`)}
          </button>
        )
      })}
    </fieldset>
  )
}

/** A few alternatives side by side, one of them chosen. */
export function Alternatives<Value extends string>(props: {
  label: string
  value: Value | null
  options: readonly (readonly [Value, ReactNode])[]
  onChange: (value: Value) => void
}) {
  const name = useId()
  return (
    <div className={styles.alternatives} role="radiogroup" aria-label={props.label}>
      {props.options.map(([value, content]) => (
        <label key={value} data-on={props.value === value || undefined}>
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          {content}
        </label>
      ))}
    </div>
  )
}

export function Tick(props: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  disabled?: boolean
}) {
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.children}</span>
    </label>
  )
}

/** A name that may not stay empty: while it is, the last one holds. */
export function NameInput(props: {
  label: string
  value: string
  maxLength: number
  className?: string | undefined
  id?: string
  canBeEmpty?: boolean
  placeholder?: string
  onChange: (value: string) => void
}) {
  const { value } = props
  const [text, setText] = useState(value)
  useEffect(() => setText((old) => (old.trim() === value ? old : value)), [value])
  return (
    <input
      className={props.className ?? styles.input}
      id={props.id}
      aria-label={props.id ? undefined : props.label}
      value={text}
      maxLength={props.maxLength}
      placeholder={props.placeholder}
      onChange={(event) => {
        const typed = event.currentTarget.value
        setText(typed)
        if (typed.trim() !== '' || props.canBeEmpty) props.onChange(typed.trim())
      }}
      onBlur={() => text.trim() === '' && !props.canBeEmpty && setText(value)}
    />
  )
}
