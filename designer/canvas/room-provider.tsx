import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../app/use-formats.ts'
import { useRuleWords } from '../rules/use-rule-words.ts'
import { type Room, RoomContext, WordsContext } from './room.ts'

/** Gives every part of the canvas what it works with, and the words it speaks. */
export function RoomProvider({ value, children }: { value: Room; children: ReactNode }) {
  const { t } = useTranslation('canvas')
  const formats = useFormats()
  const { catalogue } = value
  const sayRule = useRuleWords()
  const words = useMemo(
    () => ({ t, formats, catalogue, sayRule }),
    [t, formats, catalogue, sayRule],
  )
  return (
    <RoomContext value={value}>
      <WordsContext value={words}>{children}</WordsContext>
    </RoomContext>
  )
}
