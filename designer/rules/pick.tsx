import styles from './rules.module.css'

/** A word in a sentence that can be exchanged for another: the system's own list, at home on every device. */
export function Pick<Value extends string>(props: {
  label: string
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}) {
  return (
    <select
      className={styles.pick}
      aria-label={props.label}
      value={props.value}
      onChange={(event) => {
        const chosen = props.options.find(([value]) => value === event.currentTarget.value)
        if (chosen) props.onChange(chosen[0])
      }}
    >
      {props.options.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  )
}
