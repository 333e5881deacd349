import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declareAttribute, removeAttribute } from '../../api/data.ts'
import type { Attribute } from '../../api/segments.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './data.module.css'

const types = ['text', 'number', 'boolean'] as const

/** Says what an attribute is called, holds, is measured in, and may be. */
export function AttributeDialog(props: { attribute: Attribute | null; onClose: () => void }) {
  const { t } = useTranslation('data')
  const { attribute, onClose } = props
  const [key, setKey] = useState(attribute?.key ?? '')
  const [label, setLabel] = useState(attribute?.label ?? '')
  const [type, setType] = useState(attribute?.type ?? 'text')
  const [unit, setUnit] = useState(attribute?.unit ?? '')
  const [allowed, setAllowed] = useState((attribute?.allowed ?? []).join(', '))
  const saving = useMutation({
    mutationFn: () => {
      const values = allowed.split(',').flatMap((one) => one.trim() || [])
      return declareAttribute(key.trim(), {
        ...{ label: label.trim() || key.trim(), type, unit: unit.trim() || null },
        allowed: type === 'text' && values.length > 0 ? values : null,
      })
    },
    onSuccess: onClose,
  })
  const removing = useMutation({
    mutationFn: () => removeAttribute(attribute?.key ?? ''),
    onSuccess: onClose,
  })
  const isKey = /^[a-z][a-zA-Z0-9_]{0,39}$/.test(key.trim())
  const error = saving.error ?? removing.error
  return (
    <Modal
      opened
      onClose={onClose}
      title={attribute ? attribute.label : t('attribute.new')}
      size={520}
    >
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          saving.mutate()
        }}
      >
        {error && <Problem error={error} />}
        {!attribute && (
          <TextInput
            label={t('attribute.key')}
            description={t('attribute.keyHint')}
            data-autofocus
            autoComplete="off"
            value={key}
            error={key !== '' && !isKey ? t('attribute.keyHint') : undefined}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('attribute.name')}
          value={label}
          maxLength={60}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Select
          label={t('attribute.type')}
          data={types.map((value) => ({ value, label: t(`type.${value}`) }))}
          value={type}
          allowDeselect={false}
          onChange={(value) => setType(types.find((one) => one === value) ?? 'text')}
        />
        {type === 'number' && (
          <TextInput
            label={t('attribute.unit')}
            value={unit}
            maxLength={20}
            onChange={(event) => setUnit(event.currentTarget.value)}
          />
        )}
        {type === 'text' && (
          <TextInput
            label={t('attribute.allowed')}
            description={t('attribute.allowedHint')}
            value={allowed}
            onChange={(event) => setAllowed(event.currentTarget.value)}
          />
        )}
        <div className={styles.buttons}>
          {attribute?.declared && (
            <Button
              variant="default"
              loading={removing.isPending}
              onClick={() => removing.mutate()}
            >
              {t('attribute.remove')}
            </Button>
          )}
          <Button type="submit" disabled={!isKey} loading={saving.isPending}>
            {t('attribute.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
