import { useTranslation } from 'react-i18next'
import { addressOf } from '../../api/client.ts'
import type { Imported } from '../../api/data.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Table } from '../../components/page.tsx'
import styles from './data.module.css'

/** What became of a file: counts, and the lines that were not taken with their reasons. */
export function ImportResult({ result }: { result: Imported }) {
  const { t, i18n } = useTranslation('data')
  const format = useFormats()
  const remedy = (code: string) =>
    i18n.exists(`remedy.${code}`, { ns: 'data' }) ? t(`remedy.${code}`) : ''
  const counts = Object.entries(result.counts).filter(([name, n]) => n !== 0 && shown.has(name))
  return (
    <div className={styles.result} role="status">
      <div className={styles.facts}>
        <Chip tone={result.dryRun ? 'accent' : 'ok'}>
          {result.dryRun ? t('result.tried') : t('result.done')}
        </Chip>
        <span>{t('result.read', { n: format.number(result.read) })}</span>
        {counts.map(([name, n]) => (
          <span key={name}>{t(`count.${name}`, { n: format.number(n) })}</span>
        ))}
      </div>
      {result.notes.map(({ code, value }) => (
        <p key={code}>{t(`note.${code}`, { value })}</p>
      ))}
      {result.rejected.total > 0 && (
        <>
          <p className={styles.warning}>
            {t('result.rejected', { n: format.number(result.rejected.total) })}{' '}
            {result.id !== null && (
              <a href={addressOf(`/imports/${result.id}/rejects`)} download>
                {t('result.download')}
              </a>
            )}
          </p>
          <Table label={t('result.rejects')}>
            <thead>
              <tr>
                <th data-number>{t('result.line')}</th>
                <th>{t('result.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {result.rejected.first.map(({ line, code, reason }) => (
                <tr key={line}>
                  <td data-number>{format.number(line)}</td>
                  <td>
                    {t(`reject.${code}`)}
                    <small className={styles.small}>
                      {[
                        i18n.language === 'en' ? withoutOptions(reason) : quotedIn(reason),
                        remedy(code),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </small>
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </>
      )}
    </div>
  )
}

const shown = new Set([
  ...['created', 'updated', 'unchanged', 'repeated', 'consentsRecorded', 'suppressed'],
  ...['stored', 'known', 'changed', 'sameId', 'customersCreated', 'productsCreated', 'handedOn'],
  ...['purchases', 'lines', 'touched', 'sameLine'],
])

/** A reason without the sentences that name options of the command line: the page has switches of its own. */
function withoutOptions(reason: string): string {
  return reason
    .split(/(?<=\.) /)
    .filter((sentence) => !sentence.includes(' --'))
    .join(' ')
}

/** What a reason, which is written in English, says of the cell itself. */
function quotedIn(reason: string): string {
  return [...reason.matchAll(/"([^"]*)"/g)].map(([, value]) => value).join(', ')
}
