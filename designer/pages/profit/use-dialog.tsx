import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bringUse, type Profit } from '../../api/profit.ts'
import { useFormats } from '../../app/use-formats.ts'
import { FileButton } from '../../components/file-button.tsx'
import { Problem } from '../../components/loaded.tsx'
import styles from './profit.module.css'
import { type ReadUses, readUses } from './read-uses.ts'

/** Brings in from a file what customers used of an activity that Dasi does not count itself. */
export function UseDialog(props: {
  activities: Profit['model']['activities']
  onClose: () => void
}) {
  const { t } = useTranslation('profit')
  const format = useFormats()
  const [activity, setActivity] = useState(props.activities[0]?.key ?? '')
  const [source, setSource] = useState('')
  const [name, setName] = useState('')
  const [read, setRead] = useState<ReadUses | null>(null)
  const bringing = useMutation({
    mutationFn: () => bringUse({ activity, source: source.trim(), uses: [...(read?.uses ?? [])] }),
  })
  return (
    <Modal opened onClose={props.onClose} title={t('use.title')} size={560}>
      <div className={styles.form}>
        <NativeSelect
          label={t('activity')}
          data={props.activities.map(({ key, name: label }) => ({ value: key, label }))}
          value={activity}
          onChange={(event) => setActivity(event.currentTarget.value)}
        />
        <TextInput
          label={t('use.source')}
          description={t('use.sourceNote')}
          maxLength={80}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <FileButton
          label={t('use.file')}
          title={name || t('use.file')}
          hint={t('use.hint')}
          accept=".csv,.tsv,.txt,text/csv"
          onFile={(file) => {
            setName(file.name)
            void readUses(file).then(setRead)
          }}
        />
        {read && (
          <p role="status">
            {t('use.read', { n: format.number(read.uses.length) })}
            {read.bad.length > 0 && (
              <span className={styles.warn}>
                {' '}
                {t('use.bad', {
                  n: format.number(read.bad.length),
                  lines: read.bad.slice(0, 10).join(', '),
                })}
              </span>
            )}
          </p>
        )}
        {bringing.error && <Problem error={bringing.error} />}
        {bringing.data && (
          <p role="status">{t('use.saved', { n: format.number(bringing.data.saved) })}</p>
        )}
        <Button
          disabled={!read || read.uses.length === 0 || source.trim() === ''}
          loading={bringing.isPending}
          onClick={() => bringing.mutate()}
        >
          {t('use.bring')}
        </Button>
      </div>
    </Modal>
  )
}
