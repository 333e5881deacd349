import { Button } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useProblem } from '../app/use-problem.ts'
import { showNotice } from '../canvas/notice.tsx'
import { useWords } from '../canvas/room.ts'
import styles from './inspector.module.css'

/** Keeps what was made here in the library, under a name, without leaving the canvas. */
export function SaveAs(props: { suggested: string; save: (name: string) => Promise<unknown> }) {
  const { t } = useWords()
  const explain = useProblem()
  const id = useId()
  const [name, setName] = useState<string | null>(null)
  const saving = useMutation({
    mutationFn: (wanted: string) => props.save(wanted),
    onSuccess: (_, wanted) => {
      setName(null)
      showNotice(t('library.saved', { name: wanted }), null)
    },
  })
  if (name === null) {
    return (
      <button
        type="button"
        className={styles.small}
        onClick={() => {
          saving.reset()
          setName(props.suggested)
        }}
      >
        <IconBookmark size={14} aria-hidden />
        {t('library.save')}
      </button>
    )
  }
  return (
    <form
      className={styles.box}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') saving.mutate(name.trim())
      }}
    >
      <label htmlFor={id} className={styles.hint}>
        {t('library.name')}
      </label>
      <input
        id={id}
        ref={focusOnce}
        className={styles.input}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {saving.isError && <p className={styles.wrong}>{explain(saving.error)}</p>}
      <div className={styles.row}>
        <Button size="compact-sm" type="submit" loading={saving.isPending}>
          {t('library.saveNow')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setName(null)}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus()
  input?.select()
}
