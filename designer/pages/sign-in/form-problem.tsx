import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './sign-in.module.css'

/** Why the form was refused, read aloud as it appears. */
export function FormProblem({ children }: { children: ReactNode }) {
  return (
    <p className={styles.problem} role="alert">
      <IconAlertCircle size={16} stroke={1.8} aria-hidden />
      <span>{children}</span>
    </p>
  )
}
