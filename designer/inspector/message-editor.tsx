import { IconBraces } from '@tabler/icons-react'
import { useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { knownTags } from '../../engine/render/known-tags.ts'
import { useWords } from '../canvas/room.ts'
import { type Choice, Choices } from '../components/choices.tsx'
import { Pop } from '../components/pop.tsx'
import { useFieldProblem } from './field-problem.ts'
import styles from './inspector.module.css'
import { useTagSuggest } from './tag-suggest.tsx'

/** A text with merge tags: typed as `{{name | fallback}}`, or put in at the cursor from a list. */
export function MessageEditor(props: {
  label: string
  field: string
  value: string
  rows: number
  onChange: (value: string) => void
}) {
  const { t } = useWords()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null)
  const problem = useFieldProblem(props.field)

  const put = (name: string, from: number | null = null) => {
    const element = area.current
    setMenuAt(null)
    if (!element) return
    const { selectionEnd } = element
    const selectionStart = from ?? element.selectionStart
    const text = name === 'name' ? `{{name | ${t('message.customer')}}}` : `{{${name}}}`
    const whole = props.value.slice(0, selectionStart) + text + props.value.slice(selectionEnd)
    // At once: the next key is typed after what was put in.
    flushSync(() => props.onChange(whole))
    element.focus()
    element.setSelectionRange(selectionStart + text.length, selectionStart + text.length)
  }
  const suggest = useTagSuggest(put)
  const choices = Object.keys(knownTags).map(
    (name): Choice => ({
      id: name,
      group: t(`tagGroup.${groupOf(name)}`),
      label: t(`tag.${name}`),
      detail: `{{${name}}}`,
      run: () => put(name),
    }),
  )
  return (
    <div className={styles.field} data-field={props.field} data-wrong={problem ? true : undefined}>
      <div className={styles.labelRow}>
        <label htmlFor={id}>{props.label}</label>
        <button
          type="button"
          className={styles.small}
          aria-haspopup="dialog"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            setMenuAt({ x: box.left - 160, y: box.bottom + 4 })
          }}
        >
          <IconBraces size={14} aria-hidden />
          {t('message.insertTag')}
        </button>
      </div>
      <textarea
        id={id}
        ref={area}
        className={styles.area}
        rows={props.rows}
        value={props.value}
        maxLength={20_000}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => {
          props.onChange(event.currentTarget.value)
          suggest.look(event.currentTarget)
        }}
        onKeyDown={suggest.onKeyDown}
        onBlur={suggest.close}
      />
      {suggest.list}
      {problem && <p className={styles.wrong}>{problem}</p>}
      {menuAt && (
        <Pop at={menuAt} label={t('message.insertTag')} onClose={() => setMenuAt(null)}>
          <Choices
            choices={choices}
            label={t('message.searchTag')}
            none={t('insert.none')}
            searchable
          />
        </Pop>
      )}
    </div>
  )
}

function groupOf(name: string): 'customer' | 'offer' | 'house' {
  if (/^(offer|product|reward)/.test(name)) return 'offer'
  return /^(link|sender|optOut)$/.test(name) ? 'house' : 'customer'
}
