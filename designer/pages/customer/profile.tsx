import { useTranslation } from 'react-i18next'
import type { Customer } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import styles from './customer.module.css'

export function Profile({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation(['customers', 'words'])
  const format = useFormats()
  const nameOf = useSubjectName()
  const known: readonly (readonly [string, string | null])[] = [
    [t('field.gender'), customer.gender && t(`gender.${customer.gender}`)],
    [t('field.birthDate'), customer.birthDate && format.plainDay(customer.birthDate)],
    [t('field.age'), customer.ageYears === null ? null : t('age', { count: customer.ageYears })],
    [t('field.address'), [customer.postalCode, customer.address].filter(Boolean).join(' ') || null],
    [
      t('field.language'),
      i18n.exists(`words:language.${customer.language}`)
        ? t(`words:language.${customer.language}`)
        : customer.language,
    ],
    [t('field.zone'), customer.zone],
    [t('field.createdAt'), format.day(customer.createdAt)],
    ...Object.entries(customer.attributes).map(
      ([key, value]) =>
        [
          nameOf(`attributes.${key}`),
          typeof value === 'boolean' ? t(value ? 'yes' : 'no') : String(value),
        ] as const,
    ),
  ]
  return (
    <Panel title={t('profile')}>
      <dl className={styles.pairs}>
        {known
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <Pair key={name} name={name} value={value ?? ''} />
          ))}
      </dl>
    </Panel>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
