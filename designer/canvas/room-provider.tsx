import type { TFunction } from 'i18next'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../app/use-formats.ts'
import { useRuleWords } from '../rules/use-rule-words.ts'
import { useChecks } from './problems.ts'
import { type Room, RoomContext, WordsContext } from './room.ts'

/** Gives every part of the canvas what it works with, and the words it speaks. */
export function RoomProvider({ value, children }: { value: Room; children: ReactNode }) {
  const { t } = useTranslation('canvas')
  const formats = useFormats()
  const { catalogue } = value
  const sayRule = useRuleWords()
  const words = useMemo(
    () => ({ t: remembering(t), formats, catalogue, sayRule }),
    [t, formats, catalogue, sayRule],
  )
  useChecks(value)
  return (
    <RoomContext value={value}>
      <WordsContext value={words}>{children}</WordsContext>
    </RoomContext>
  )
}

/** Looking a text up takes as long as drawing it, and a thousand cards say the same few. Texts with values are made anew. */
function remembering(t: TFunction): TFunction {
  const known = new Map<string, string>()
  return new Proxy(t, {
    apply(of, self, given: Parameters<TFunction>) {
      const [key, values] = given
      const isPlain = typeof key === 'string' && values === undefined
      const text: string = (isPlain && known.get(key)) || Reflect.apply(of, self, given)
      // A text that has not come yet is its key.
      if (isPlain && text !== key) known.set(key, text)
      return text
    },
  })
}
