import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SegmentDetail } from '../../../schemas/api/segments.ts'
import { freezeSegment } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './segments.module.css'

/** Keeps the members of now, under a name of their own. */
export function SnapshotDialog(props: { segment: SegmentDetail; onClose: () => void }) {
  const { t } = useTranslation('segments')
  const format = useFormats()
  const navigate = useNavigate()
  const { segment, onClose } = props
  const [name, setName] = useState(`${segment.name} · ${format.day(Date.now())}`.slice(0, 120))
  const freezing = useMutation({
    mutationFn: () => freezeSegment(segment.id, name.trim()),
    onSuccess: ({ id }) => {
      onClose()
      void navigate({ to: '/segments/$segment', params: { segment: id } })
    },
  })
  return (
    <Modal opened onClose={onClose} title={t('snapshot.title')} size={480}>
      <form
        className={styles.fields}
        onSubmit={(event) => {
          event.preventDefault()
          freezing.mutate()
        }}
      >
        {freezing.error && <Problem error={freezing.error} />}
        <p>{t('snapshot.text')}</p>
        <TextInput
          label={t('name')}
          data-autofocus
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={freezing.isPending}>
          {t('snapshot.make')}
        </Button>
      </form>
    </Modal>
  )
}
