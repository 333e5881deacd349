import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Attribute, attributesQuery } from '../../api/segments.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Chip, Empty, Panel, Table } from '../../components/page.tsx'
import { AttributeDialog } from './attribute-dialog.tsx'
import styles from './data.module.css'

/** What is known of customers besides their profile, and what each may hold. */
export function AttributesTab() {
  const { t } = useTranslation('data')
  /** Numbers ascend; what is yes or no needs no examples. */
  const valuesOf = ({ type, examples }: Attribute) => {
    if (type === 'boolean') return t('type.boolean')
    const few = examples.slice(0, 6)
    return (type === 'number' ? few.sort((a, b) => Number(a) - Number(b)) : few).join(', ')
  }
  const [open, setOpen] = useState<Attribute | 'new' | null>(null)
  return (
    <Panel
      title={t('attribute.title')}
      aside={
        <Button size="compact-sm" onClick={() => setOpen('new')}>
          {t('attribute.new')}
        </Button>
      }
    >
      <Loaded query={useQuery(attributesQuery)}>
        {(attributes) =>
          attributes.length === 0 ? (
            <Empty title={t('attribute.empty')} text={t('attribute.emptyText')} />
          ) : (
            <Table label={t('attribute.title')}>
              <thead>
                <tr>
                  <th>{t('attribute.name')}</th>
                  <th>{t('attribute.type')}</th>
                  <th>{t('attribute.values')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {attributes.map((attribute) => (
                  <tr key={attribute.key}>
                    <td>
                      {attribute.label}
                      <small className={styles.small}>{attribute.key}</small>
                    </td>
                    <td data-label={t('attribute.type')}>
                      {t(`type.${attribute.type}`)}
                      {attribute.unit && ` (${attribute.unit})`}
                    </td>
                    <td data-label={t('attribute.values')}>{valuesOf(attribute)}</td>
                    <td className={styles.end}>
                      {!attribute.declared && <Chip>{t('attribute.found')}</Chip>}
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() => setOpen(attribute)}
                      >
                        {attribute.declared ? t('attribute.edit') : t('attribute.declare')}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
      {open && (
        <AttributeDialog attribute={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </Panel>
  )
}
