import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../api/session.ts'
import { useFormats } from '../../app/use-formats.ts'
import styles from './campaign.module.css'
import type { BriefDraft } from './use-brief-draft.ts'

/** Remarks on the campaign, newest first; kept with the sheet. */
export function BriefMemos({ draft }: { draft: BriefDraft }) {
  const { t } = useTranslation('campaign')
  const format = useFormats()
  const { name } = useSession()
  const [text, setText] = useState('')
  const add = () => {
    const memo = { at: new Date().toISOString(), by: name, text: text.trim() }
    draft.set({ memos: [memo, ...draft.brief.memos] })
    setText('')
  }
  return (
    <>
      <Textarea
        label={t('memo.label')}
        autosize
        minRows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button mt={8} variant="default" disabled={text.trim() === ''} onClick={add}>
        {t('memo.add')}
      </Button>
      <ul className={styles.memos}>
        {draft.brief.memos.map((memo) => (
          <li key={`${memo.at}${memo.text}`}>
            <p>{memo.text}</p>
            <small className={styles.quiet}>
              {memo.by} · {format.moment(memo.at)}
            </small>
          </li>
        ))}
      </ul>
    </>
  )
}
