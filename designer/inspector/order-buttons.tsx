import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'

/** Moves a row of an ordered list up and down, and takes it out. */
export function OrderButtons(props: {
  name: string
  index: number
  count: number
  onMove?: (by: 1 | -1) => void
  onRemove: () => void
}) {
  const { t } = useWords()
  const { name, index, count, onMove } = props
  return (
    <span className={styles.order}>
      {onMove && (
        <>
          <button
            type="button"
            aria-label={t('order.up', { name })}
            disabled={index === 0}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={14} />
          </button>
          <button
            type="button"
            aria-label={t('order.down', { name })}
            disabled={index === count - 1}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={14} />
          </button>
        </>
      )}
      <button type="button" aria-label={t('order.remove', { name })} onClick={props.onRemove}>
        <IconX size={14} />
      </button>
    </span>
  )
}

/** The list with one of its items a place further up or down. */
export function swapped<Item>(items: readonly Item[], index: number, by: 1 | -1): Item[] {
  const item = items[index]
  if (item === undefined) return [...items]
  const rest = items.filter((_, at) => at !== index)
  return [...rest.slice(0, index + by), item, ...rest.slice(index + by)]
}
