import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { together } from '../../../engine/rules/bands.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { saveSegment } from '../../api/segments.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Problem } from '../../components/loaded.tsx'
import { RuleReach } from '../../rules/rule-reach.tsx'
import { useRuleWords } from '../../rules/use-rule-words.ts'
import styles from './analysis.module.css'

export interface ChosenCell {
  /** All of them hold for exactly the customers of the cell. */
  readonly rules: readonly Rule[]
  readonly customers: number
  readonly name: string
}

/** The customers of a cell, to be kept as a segment. */
export function CellDialog({ cell, onClose }: { cell: ChosenCell; onClose: () => void }) {
  const { t } = useTranslation('analysis')
  const format = useFormats()
  const wordsOf = useRuleWords()
  const navigate = useNavigate()
  const [name, setName] = useState(cell.name.slice(0, 120))
  const rule = together(cell.rules)
  const saving = useMutation({
    mutationFn: () => saveSegment(null, { name: name.trim(), rule }),
    onSuccess: ({ id }) => void navigate({ to: '/segments/$segment', params: { segment: id } }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size={520}
      title={t('cellTitle', { n: format.number(cell.customers), count: cell.customers })}
    >
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          saving.mutate()
        }}
      >
        {saving.error && <Problem error={saving.error} />}
        <p>{wordsOf(rule)}</p>
        <RuleReach rule={rule} sample={3} />
        <TextInput
          label={t('segmentName')}
          data-autofocus
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={saving.isPending}>
          {t('saveSegment')}
        </Button>
      </form>
    </Modal>
  )
}
