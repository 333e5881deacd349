import type { Did } from '../document/document.ts'
import { useWords } from './room.ts'

/** A command in words: "delete 'SMS reminder'". */
export function useDidText(): (did: Did) => string {
  const { t } = useWords()
  return (did) => t(`did.${did.code}`, { ...did.values })
}
