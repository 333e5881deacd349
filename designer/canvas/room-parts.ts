import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowOrder, graphOf } from '../../engine/graph.ts'
import type { CatalogueAnswer } from '../../schemas/api/scenarios.ts'
import { useFormats } from '../app/use-formats.ts'
import type { ScenarioDocument } from '../document/document.ts'
import { titleOf } from '../kinds/registry.ts'
import { useRuleWords } from '../rules/use-rule-words.ts'
import { createCommands } from './commands.ts'
import { showNotice } from './notice.tsx'
import { type CanvasUi, createCanvasUi } from './ui-store.ts'
import { createVoice } from './voice.ts'

/** The canvas's own state and its commands, which last as long as the page is open. */
export function useRoomParts(parts: {
  document: ScenarioDocument
  catalogue: CatalogueAnswer
  selected: string | null
  /** What the inspector shows first. */
  tab: CanvasUi['tab']
}) {
  const { document, catalogue, selected, tab } = parts
  const { t } = useTranslation('canvas')
  const formats = useFormats()
  const sayRule = useRuleWords()
  // Commands are made once; what they say and what they look up is always the newest.
  const words = useRef({ t, formats, catalogue, sayRule })
  words.current = { t, formats, catalogue, sayRule }
  const [ui] = useState(() =>
    createCanvasUi(
      selected === null
        ? { tab, focused: document.store.getState().scenario.start }
        : { tab, selected, focused: selected, panel: 'step' },
    ),
  )
  const commands = useMemo(() => {
    const made: ReturnType<typeof createCommands> = createCommands({
      document,
      ui,
      used: () => Object.keys(words.current.catalogue.nodes),
      titleOf: (node) => titleOf(node, words.current),
      voice: createVoice({
        ui,
        t: () => words.current.t,
        notify: (text, undo) =>
          showNotice(
            text,
            undo ? { label: words.current.t('undo.plain'), run: () => made.undo() } : null,
          ),
        place: (nodeId) => {
          const order = flowOrder(graphOf(document.store.getState().scenario))
          return { nth: order.indexOf(nodeId) + 1, of: order.length }
        },
      }),
    })
    return made
  }, [document, ui])
  return { ui, commands }
}
