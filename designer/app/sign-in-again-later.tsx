import { Later, laterPart } from '../components/later.tsx'

const dialog = laterPart(async () => (await import('./sign-in-again.tsx')).SignInAgain)

/** The sign-in dialog, fetched while the session still holds. */
export function SignInAgain() {
  return <Later part={dialog} given={{}} />
}
