import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportKind } from '../../../schemas/api/imports.ts'
import { ApiFailure } from '../../api/api-failure.ts'
import { importFile, type Previewed } from '../../api/data.ts'
import { Problem } from '../../components/loaded.tsx'
import { Chip } from '../../components/page.tsx'
import styles from './data.module.css'
import { ImportProgress } from './import-progress.tsx'
import { ImportResult } from './import-result.tsx'
import { nameAttributes } from './name-attributes.ts'
import { PreviewTable } from './preview-table.tsx'

/** What a file looks like, which column is what, and the buttons that try and import it. */
export function ImportRoom(props: {
  kind: ImportKind
  source: string
  file: File
  preview: Previewed
}) {
  const { t } = useTranslation('data')
  const { kind, source, file, preview } = props
  const [fields, setFields] = useState(() => fieldsByPlace(preview))
  const [dateFormat, setDateFormat] = useState(preview.dateFormat ?? '')
  const [createCustomers, setCreateCustomers] = useState(false)
  const [job, setJob] = useState<string | null>(null)
  const running = useMutation({
    mutationFn: async (dryRun: boolean) => {
      const id = crypto.randomUUID()
      setJob(id)
      const imported = await importFile(kind, file, {
        ...{ source, job: id, dryRun: dryRun ? 'true' : 'false', map: mapOf(fields) },
        ...(dateFormat.trim() === '' ? {} : { dateFormat: dateFormat.trim() }),
        ...(createCustomers ? { createCustomers: 'true' as const } : {}),
      })
      if (!dryRun) await nameAttributes(preview, fields)
      return imported
    },
    onSettled: () => setJob(null),
  })
  const missing = preview.fields.filter(
    ({ field, required }) => required && !fields.includes(field),
  )
  return (
    <div className={styles.room}>
      <div className={styles.facts}>
        <Chip>{preview.encoding.toUpperCase()}</Chip>
        <Chip>
          {t('preview.delimiter', {
            sign: named.has(preview.delimiter) ? t(`sign.${preview.delimiter}`) : preview.delimiter,
          })}
        </Chip>
        {preview.encoding !== 'utf-8' && <Chip tone="warn">{t('preview.converted')}</Chip>}
        {preview.remembered && <Chip tone="accent">{t('preview.remembered')}</Chip>}
        {preview.missing.map((column) => (
          <Chip key={column} tone="warn">
            {t('preview.missing', { column })}
          </Chip>
        ))}
      </div>
      <PreviewTable kind={kind} preview={preview} fields={fields} onFields={setFields} />
      <div className={styles.form}>
        <TextInput
          label={t('preview.dateFormat')}
          description={t('preview.dateHint')}
          placeholder="yyyy-MM-dd"
          value={dateFormat}
          onChange={(event) => setDateFormat(event.currentTarget.value)}
        />
        {(kind === 'purchases' || kind === 'lines') && (
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={createCustomers}
              onChange={(event) => setCreateCustomers(event.currentTarget.checked)}
            />
            {t('preview.createCustomers')}
          </label>
        )}
      </div>
      {missing.length > 0 && (
        <p className={styles.warning}>
          {t('preview.required', {
            fields: missing.map(({ field }) => t(`field.${field}`)).join(', '),
          })}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          variant="default"
          disabled={missing.length > 0 || running.isPending}
          onClick={() => running.mutate(true)}
        >
          {t('import.try')}
        </Button>
        <Button
          disabled={missing.length > 0 || running.isPending}
          onClick={() => running.mutate(false)}
        >
          {t('import.do')}
        </Button>
      </div>
      {running.isPending && job !== null && <ImportProgress job={job} bytes={file.size} />}
      {running.error &&
        (isCancelled(running.error) ? (
          <p className={styles.warning} role="status">
            {t('result.cancelled')}
          </p>
        ) : (
          <Problem error={running.error} />
        ))}
      {running.data && <ImportResult result={running.data} />}
    </div>
  )
}

function isCancelled(error: Error): boolean {
  return error instanceof ApiFailure && error.details['reason'] === 'CANCELLED'
}

const named = new Set(['comma', 'tab', 'semicolon', 'pipe', 'space'])

/** The field of each column, by its place; an empty one is not used. */
function fieldsByPlace({ header, mapping }: Previewed): readonly string[] {
  const fields = new Map(Object.entries(mapping).map(([field, column]) => [column, field]))
  return header.map((column, at) => fields.get(column) ?? fields.get(`#${at + 1}`) ?? '')
}

/** By places, for a name may hold any sign. */
function mapOf(fields: readonly string[]): string {
  return fields.flatMap((field, at) => (field === '' ? [] : [`${field}=#${at + 1}`])).join(',')
}
