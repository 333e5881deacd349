import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ImportKind, importKindSchema } from '../../../schemas/api/imports.ts'
import { previewFile } from '../../api/data.ts'
import { Problem } from '../../components/loaded.tsx'
import { Bones, Panel, Stack } from '../../components/page.tsx'
import styles from './data.module.css'
import { FileChoice } from './file-choice.tsx'
import { ImportList } from './import-list.tsx'
import { ImportRoom } from './import-room.tsx'

const kinds = importKindSchema.options

/** A file is chosen, looked at, tried and imported; below stand the imports before it. */
export function ImportsTab() {
  const { t } = useTranslation('data')
  const [kind, setKind] = useState<ImportKind>('customers')
  const [source, setSource] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const asked = source.trim() || kind
  const preview = useQuery({
    queryKey: ['imports', 'preview', kind, asked, file?.name, file?.size, file?.lastModified],
    queryFn: () => (file ? previewFile(kind, file, { source: asked }) : null),
    enabled: file !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Stack>
      <Panel title={t('import.title')}>
        <div className={styles.form}>
          <Select
            label={t('import.kind')}
            data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            value={kind}
            allowDeselect={false}
            onChange={(value) => {
              const found = kinds.find((one) => one === value)
              if (found) setKind(found)
            }}
          />
          <TextInput
            label={t('import.source')}
            description={t('import.sourceHint')}
            placeholder={t(`kind.${kind}`)}
            maxLength={60}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
        </div>
        <FileChoice file={file} onFile={setFile} />
        {preview.isFetching && <Bones lines={4} height={24} />}
        {preview.error && <Problem error={preview.error} />}
        {file && preview.data && (
          <ImportRoom
            key={`${kind} ${asked} ${file.name} ${file.lastModified}`}
            kind={kind}
            source={asked}
            file={file}
            preview={preview.data}
          />
        )}
      </Panel>
      <ImportList />
    </Stack>
  )
}
