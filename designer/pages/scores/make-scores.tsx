import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MakeScores, makeScores } from '../../api/scores.ts'
import { useEndOfDay } from '../../app/use-end-of-day.ts'
import { Problem } from '../../components/loaded.tsx'
import styles from './scores.module.css'

const kinds = ['rfm', 'buying', 'propensity'] as const
type Kind = (typeof kinds)[number]
const cutFields = ['recencyDays', 'purchaseCount', 'totalAmount'] as const

/** What a model is made with; it becomes the next version, and every customer has its scores when it is done. */
export function MakeScoresDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('scores')
  const [kind, setKind] = useState<Kind>('rfm')
  const [day, setDay] = useState('')
  const endOfDay = useEndOfDay()
  const [classes, setClasses] = useState(5)
  const [cuts, setCuts] = useState<Partial<Record<(typeof cutFields)[number], string>>>({})
  const [days, setDays] = useState({ ahead: 90, within: 30 })
  const [sandbox, setSandbox] = useState(false)
  const making = useMutation({ mutationFn: () => makeScores(wanted()), onSuccess: onClose })

  const wanted = (): MakeScores => {
    const asOf = day === '' ? {} : { asOf: endOfDay(day) }
    switch (kind) {
      case 'rfm': {
        const own = cutFields.flatMap((field) => {
          const numbers = numbersIn(cuts[field] ?? '')
          return numbers.length > 0 ? [[field, numbers] as const] : []
        })
        return { kind, ...asOf, settings: { classes, cuts: Object.fromEntries(own) } }
      }
      case 'buying':
        return { kind, ...asOf, settings: { aheadDays: days.ahead } }
      case 'propensity':
        return { kind, ...asOf, settings: { withinDays: days.within, sandbox } }
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('make')} size={560}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          making.mutate()
        }}
      >
        {making.error && <Problem error={making.error} />}
        <NativeSelect
          label={t('which')}
          description={t(`about.${kind}`)}
          data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={kind}
          onChange={(event) =>
            setKind(kinds.find((one) => one === event.currentTarget.value) ?? 'rfm')
          }
        />
        {kind === 'rfm' && (
          <>
            <NumberInput
              label={t('classes')}
              min={2}
              max={20}
              allowDecimal={false}
              value={classes}
              onChange={(value) => typeof value === 'number' && setClasses(value)}
            />
            {cutFields.map((field) => (
              <TextInput
                key={field}
                label={t(`cut.${field}`)}
                placeholder={t('cutHint', { count: classes - 1 })}
                value={cuts[field] ?? ''}
                onChange={(event) => setCuts({ ...cuts, [field]: event.currentTarget.value })}
              />
            ))}
          </>
        )}
        {kind === 'buying' && (
          <NumberInput
            label={t('aheadDays')}
            min={1}
            max={1095}
            allowDecimal={false}
            value={days.ahead}
            onChange={(ahead) => typeof ahead === 'number' && setDays({ ...days, ahead })}
          />
        )}
        {kind === 'propensity' && (
          <>
            <NumberInput
              label={t('withinDays')}
              min={1}
              max={365}
              allowDecimal={false}
              value={days.within}
              onChange={(within) => typeof within === 'number' && setDays({ ...days, within })}
            />
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={sandbox}
                onChange={(event) => setSandbox(event.currentTarget.checked)}
              />
              {t('sandbox')}
            </label>
          </>
        )}
        <TextInput
          type="date"
          label={t('asOf')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Button type="submit" loading={making.isPending}>
          {t('makeNow')}
        </Button>
      </form>
    </Modal>
  )
}

function numbersIn(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number)
}
