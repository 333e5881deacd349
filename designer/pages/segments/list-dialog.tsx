import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createList } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { FileButton } from '../../components/file-button.tsx'
import { Problem } from '../../components/loaded.tsx'
import { type IdColumn, readIdColumns } from './read-ids.ts'
import styles from './segments.module.css'

/** A file of customer ids becomes a list; ids nobody has are shown and left out. */
export function ListDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['segments', 'words'])
  const format = useFormats()
  const [name, setName] = useState('')
  const [columns, setColumns] = useState<readonly IdColumn[]>([])
  const [fileName, setFileName] = useState<string | null>(null)
  const [chosen, setChosen] = useState(0)
  const ids = columns[chosen]?.ids ?? []
  const saving = useMutation({ mutationFn: () => createList(name.trim(), ids) })
  const read = async (file: File) => {
    setFileName(file.name)
    setColumns(await readIdColumns(file))
    setChosen(0)
    if (name === '') setName(file.name.replace(/\.\w+$/, '').slice(0, 120))
  }
  return (
    <Modal opened onClose={onClose} title={t('list.new')} size={520}>
      {saving.data ? (
        <div className={styles.fields}>
          <p>
            {t('list.saved', {
              count: saving.data.customers,
              n: format.number(saving.data.customers),
            })}
          </p>
          {saving.data.unknown.length > 0 && (
            <p>
              {t('list.unknown', { n: format.number(saving.data.unknown.length) })}{' '}
              {saving.data.unknown.slice(0, 10).join(', ')}
            </p>
          )}
          <Button onClick={onClose}>{t('words:action.close')}</Button>
        </div>
      ) : (
        <form
          className={styles.fields}
          onSubmit={(event) => {
            event.preventDefault()
            saving.mutate()
          }}
        >
          {saving.error && <Problem error={saving.error} />}
          <p>{t('list.text')}</p>
          <FileButton
            label={t('list.file')}
            title={fileName ?? t('list.choose')}
            hint={t('list.drop')}
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            onFile={(file) => void read(file)}
          />
          {columns.length > 1 && (
            <NativeSelect
              label={t('list.column')}
              data={columns.map((column, i) => ({ value: String(i), label: column.name }))}
              value={String(chosen)}
              onChange={(event) => setChosen(Number(event.currentTarget.value))}
            />
          )}
          {ids.length > 0 && (
            <p className={styles.quiet}>
              {t('list.found', {
                count: ids.length,
                n: format.number(ids.length),
                some: ids.slice(0, 3).join(', '),
              })}
            </p>
          )}
          <TextInput
            label={t('name')}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            disabled={ids.length === 0 || name.trim() === ''}
            loading={saving.isPending}
          >
            {t('words:action.save')}
          </Button>
        </form>
      )}
    </Modal>
  )
}
