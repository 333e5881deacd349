import {
  IconArrowsMove,
  IconClipboard,
  IconCopy,
  IconCursorText,
  IconCut,
  IconEdit,
  IconFocus2,
  IconFold,
  IconNote,
  IconPlus,
  IconSquarePlus,
  IconTrash,
} from '@tabler/icons-react'
import { type Choice, Choices } from '../components/choices.tsx'
import { Pop } from '../components/pop.tsx'
import { titleOf } from '../kinds/registry.ts'
import { useNode, useRoom, useWords } from './room.ts'
import { keysText, type Shortcut } from './shortcuts.ts'
import type { OpenMenu } from './ui-store.ts'

/** The commands of one step, each with its shortcut. */
export function StepMenu({ open }: { open: Extract<OpenMenu, { menu: 'step' }> }) {
  const { ui } = useRoom()
  const words = useWords()
  const node = useNode(open.nodeId)
  const choices = useStepCommands(open.nodeId, open.at)
  if (!node) return null
  const label = words.t('menuOf', { title: titleOf(node, words) })
  return (
    <Pop at={open.at} label={label} onClose={() => ui.setState({ menu: null })}>
      <Choices choices={choices} label={label} none="" searchable={false} />
    </Pop>
  )
}

export function useStepCommands(nodeId: string, at: { x: number; y: number }): readonly Choice[] {
  const { commands } = useRoom()
  const { t } = useWords()
  const choice = (
    id: Shortcut,
    group: string,
    Icon: typeof IconPlus,
    run: () => void,
    isDangerous = false,
  ): Choice => ({
    id,
    group,
    label: t(`command.${id}`),
    keys: keysText(id),
    icon: (
      <i data-plain aria-hidden>
        <Icon size={18} stroke={1.7} />
      </i>
    ),
    isDangerous,
    run,
  })
  const place = commands.placeAfter(nodeId)
  return [
    choice('open', '-1', IconEdit, () => commands.open(nodeId)),
    choice('rename', '-1', IconCursorText, () => commands.startRename(nodeId)),
    choice('note', '-1', IconNote, () => commands.open(nodeId, 'note')),
    ...(place ? [choice('add', '-2', IconPlus, () => commands.openInsert(place, at))] : []),
    choice('move', '-2', IconArrowsMove, () => commands.startMove(nodeId)),
    choice('fold', '-2', IconFold, () => commands.foldAt(nodeId)),
    choice('focusOn', '-2', IconFocus2, () => commands.focusOn(nodeId)),
    choice('duplicate', '-3', IconSquarePlus, () => commands.duplicate(nodeId)),
    choice('copy', '-3', IconCopy, () => void commands.copy(nodeId)),
    choice('cut', '-3', IconCut, () => void commands.copy(nodeId, true)),
    choice('paste', '-3', IconClipboard, () => void commands.pasteAfter(nodeId)),
    choice('remove', '-4', IconTrash, () => commands.remove(nodeId), true),
  ]
}
