import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quality } from '../../../schemas/api/quality.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Empty, Panel, Table } from '../../components/page.tsx'
import styles from './data.module.css'
import { SourceFiles } from './source-files.tsx'
import { useFaultName } from './use-fault-name.ts'

/** Where data comes from, how regularly, and what about the last file differs from the one before. */
export function SourceChanges({ quality }: { quality: Quality }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const { sources, changes } = quality
  const [opened, setOpened] = useState<Quality['sources'][number] | null>(null)
  return (
    <Panel title={t('source.title')}>
      {sources.length === 0 && <Empty title={t('source.none')} />}
      {sources.length > 0 && (
        <Table label={t('source.title')}>
          <thead>
            <tr>
              <th>{t('source.name')}</th>
              <th>{t('source.last')}</th>
              <th>{t('source.usual')}</th>
              <th>{t('source.taken')}</th>
              <th>{t('source.differs')}</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((one) => {
              const { source, kind, imports, lastAt, usualDays, isLate, trend } = one
              return (
                <tr key={`${source} ${kind}`}>
                  <td>
                    {source}
                    <small className={styles.small}>
                      {t(`kind.${kind}`)} ·{' '}
                      {t('source.imports', { count: imports, n: format.number(imports) })}
                    </small>
                  </td>
                  <td data-label={t('source.last')}>
                    {format.day(lastAt)} {isLate && <Chip tone="warn">{t('source.late')}</Chip>}
                  </td>
                  <td data-label={t('source.usual')}>
                    {usualDays === null || usualDays < 0.5
                      ? '–'
                      : t('source.days', { n: format.number(Math.round(usualDays)) })}
                  </td>
                  <td data-label={t('source.files')}>
                    {trend.length > 0 && (
                      <Button size="compact-sm" variant="subtle" onClick={() => setOpened(one)}>
                        {format.percent(1 - (trend.at(-1)?.rejected ?? 0))}
                        <span className="unseen"> {t('source.files')}</span>
                      </Button>
                    )}
                  </td>
                  <td data-label={t('source.differs')}>
                    {changes
                      .filter((one) => one.source === source && one.kind === kind)
                      .map((one) => (
                        <div key={one.what}>
                          <Change change={one} />
                        </div>
                      ))}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </Table>
      )}
      {opened && <SourceFiles source={opened} onClose={() => setOpened(null)} />}
    </Panel>
  )
}

const shares: ReadonlySet<string> = new Set(['rejected', 'filled', 'fault'])

function Change({ change }: { change: Quality['changes'][number] }) {
  const { t } = useTranslation('data')
  const format = useFormats()
  const nameOf = useFaultName()
  const { what, before, after, missing } = change
  const [kind = ''] = what.split('.')
  const field = what.slice(kind.length + 1)
  const say = shares.has(kind) ? format.percent : format.number
  return (
    <Chip tone="warn">
      {t(`change.${kind}`, {
        ...{ before: say(before), after: say(after), columns: missing.join(', ') },
        field: kind === 'filled' ? t(`field.${field}`) : kind === 'fault' ? nameOf(field) : '',
      })}
    </Chip>
  )
}
