import { useTranslation } from 'react-i18next'
import type { Role } from '../../../schemas/role.ts'
import styles from './settings.module.css'

const roles = ['admin', 'marketer', 'agent'] as const satisfies readonly Role[]

export function RoleSelect(props: {
  label: string
  value: Role
  disabled?: boolean
  onChange: (role: Role) => void
}) {
  const { t } = useTranslation('words')
  return (
    <select
      className={styles.select}
      aria-label={props.label}
      disabled={props.disabled}
      value={props.value}
      onChange={(event) => {
        const role = roles.find((name) => name === event.currentTarget.value)
        if (role) props.onChange(role)
      }}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </select>
  )
}
