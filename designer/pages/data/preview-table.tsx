import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ImportKind } from '../../../schemas/api/imports.ts'
import type { Previewed } from '../../api/data.ts'
import { attributesQuery } from '../../api/segments.ts'
import styles from './data.module.css'

/** The first rows of a file; above each column stands what it is taken for. */
export function PreviewTable(props: {
  kind: ImportKind
  preview: Previewed
  fields: readonly string[]
  onFields: (fields: readonly string[]) => void
}) {
  const { t } = useTranslation('data')
  const { kind, preview, fields, onFields } = props
  const declared = useQuery(attributesQuery).data ?? []
  const mayHaveAttributes = kind === 'customers' || kind === 'attributes'
  const optionsOf = (at: number) => {
    const column = preview.header[at] ?? ''
    const proposal = preview.proposals.find((one) => one.column === column)
    const attributes = new Map(declared.map(({ key, label }) => [`attributes.${key}`, label]))
    const now = fields[at] ?? ''
    if (proposal && !attributes.has(`attributes.${proposal.key}`)) {
      attributes.set(`attributes.${proposal.key}`, column)
    }
    if (now.startsWith('attributes.') && !attributes.has(now)) {
      attributes.set(now, now.slice('attributes.'.length))
    }
    const scores = now.startsWith('scores.') ? [{ value: now, label: now }] : []
    return [
      { value: '', label: t('preview.unused') },
      ...preview.fields.map(({ field }) => ({ value: field, label: t(`field.${field}`) })),
      ...(mayHaveAttributes
        ? [...attributes].map(([value, name]) => ({
            value,
            label: t('preview.attribute', { name }),
          }))
        : []),
      ...scores,
    ]
  }
  const columns = preview.header.map((name, at) => ({ id: `#${at + 1}`, name, at }))
  const lines = preview.rows.map((cells, at) => ({ id: `line ${at}`, cells }))
  return (
    <section className={styles.preview} aria-label={t('preview.title')}>
      <table>
        <thead>
          <tr>
            {columns.map(({ id, name, at }) => (
              <th key={id} scope="col">
                <span>{name}</span>
                <NativeSelect
                  size="xs"
                  aria-label={t('preview.means', { column: name })}
                  data={optionsOf(at)}
                  value={fields[at] ?? ''}
                  data-unused={fields[at] === '' || undefined}
                  onChange={(event) => {
                    const field = event.currentTarget.value
                    onFields(fields.map((one, i) => (i === at ? field : one === field ? '' : one)))
                  }}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              {columns.map(({ id, at }) => (
                <td key={id} data-unused={fields[at] === '' || undefined}>
                  {line.cells[at]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
