import { Modal } from '@mantine/core'
import { useState } from 'react'
import { usePlaces } from '../app/use-places.tsx'
import { type Choice, Choices } from '../components/choices.tsx'
import { Later, laterPart } from '../components/later.tsx'
import pop from '../components/pop.module.css'
import type { Typed } from '../components/typed-ahead.tsx'
import { loadWords } from '../i18n/i18n.ts'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { useFileCommands } from './file-menu.tsx'
import { useKeyboardBack } from './keyboard-back.ts'
import { useRoom, useScenario, useUi, useWords } from './room.ts'
import { keysText, type Shortcut, shortcutGroups, shortcuts } from './shortcuts.ts'
import { overlineOf } from './step-card.tsx'
import { useStepCommands } from './step-menu.tsx'

const launch = laterPart(async () => (await import('../live/launch-dialog.tsx')).LaunchDialog)
const files = laterPart(async () => {
  const [{ ImportDialog, TemplateDialog }] = await Promise.all([
    import('./file-dialogs.tsx'),
    loadWords('file'),
  ])
  return ({ which, close }: { which: 'import' | 'template'; close: () => void }) =>
    which === 'import' ? <ImportDialog close={close} /> : <TemplateDialog close={close} />
})

/** The dialog that is open: find a step, all commands, all shortcuts, launch. */
export function Dialogs({ typed }: { typed: Typed }) {
  const dialog = useUi((ui) => ui.dialog)
  const { ui } = useRoom()
  const close = () => ui.setState({ dialog: null })
  useKeyboardBack()
  switch (dialog) {
    case 'find':
      return <FindDialog close={close} typed={typed} />
    case 'commands':
      return <CommandsDialog close={close} typed={typed} />
    case 'shortcuts':
      return <ShortcutsDialog close={close} />
    case 'import':
    case 'template':
      return <Later part={files} given={{ which: dialog, close }} />
    case 'launch':
      return <Later part={launch} given={{ close }} />
    case null:
      return null
  }
}

/** A list to search: it stands still at the top while it grows and shrinks. */
const listModal = {
  opened: true,
  withCloseButton: false,
  padding: 0,
  centered: false,
  yOffset: '12vh',
} as const

interface DialogProps {
  readonly close: () => void
}
interface SearchProps extends DialogProps {
  readonly typed: Typed
}

function FindDialog({ close, typed }: SearchProps) {
  const { t } = useWords()
  const found = useStepChoices(close)
  return (
    <Modal {...listModal} onClose={close} aria-label={t('find.title')}>
      <Choices
        choices={found}
        label={t('find.search')}
        none={t('find.none')}
        searchable
        typed={typed}
      />
    </Modal>
  )
}

function useStepChoices(close: () => void): readonly Choice[] {
  const words = useWords()
  const { commands } = useRoom()
  const scenario = useScenario()
  return scenario.nodes.map((node) => {
    const view = viewOf(node)
    const Icon = view.icon(node)
    const summary = view.summary(node, words)
    return {
      id: node.id,
      group: words.t('find.steps'),
      label: titleOf(node, words),
      detail: summary ?? overlineOf(node, words),
      words: overlineOf(node, words),
      icon: (
        <i style={{ background: `var(--kind-${node.kind})` }} aria-hidden>
          <Icon size={18} stroke={1.8} />
        </i>
      ),
      run: () => {
        close()
        commands.show(node.id)
      },
    }
  })
}

function CommandsDialog({ close, typed }: SearchProps) {
  const { t } = useWords()
  const [query, setQuery] = useState(typed.text)
  const steps = useStepChoices(close)
  const fileCommands = useFileCommands().map((choice) => ({
    ...choice,
    group: t('fileMenu.title'),
    run() {
      close()
      choice.run()
    },
  }))
  const commands = useCommandChoices(close)
  const places = usePlaces(query, close)
  return (
    <Modal {...listModal} onClose={close} aria-label={t('commands.title')}>
      <Choices
        choices={[...commands, ...fileCommands, ...steps, ...places]}
        label={t('commands.search')}
        none={t('find.none')}
        searchable
        onQuery={setQuery}
        typed={typed}
      />
    </Modal>
  )
}

function useCommandChoices(close: () => void): readonly Choice[] {
  const { t } = useWords()
  const { ui, commands, mode } = useRoom()
  const selected = useUi((state) => state.selected ?? state.focused)
  const notes = useUi((state) => state.notes)
  const own = useStepCommands(selected ?? '', { x: innerWidth / 2, y: innerHeight / 3 })
  const isStep = selected !== null && !selected.includes('/')
  const drawing: readonly General[] = [
    ['undo', () => commands.undo()],
    ['redo', () => commands.redo()],
    ['problems', () => ui.setState({ panel: 'problems', selected: null })],
    ['rules', () => ui.setState({ panel: 'rules', selected: null })],
    ['versions', () => ui.setState({ panel: 'versions', selected: null })],
    ['pickAll', () => commands.pickEverything()],
  ]
  const looking: readonly General[] = [
    ['outline', () => ui.setState((state) => ({ outline: !state.outline }))],
    [notes ? 'hideNotes' : 'showNotes', () => commands.showNotes(!notes)],
    ['openAll', () => commands.openAll()],
    ['shortcuts', () => commands.openDialog('shortcuts')],
  ]
  const closing = (choice: Choice): Choice => ({
    ...choice,
    run() {
      close()
      choice.run()
    },
  })
  return [
    ...(isStep && mode === 'design'
      ? own.map((choice) => closing({ ...choice, group: t('commands.step') }))
      : []),
    ...(mode === 'design' ? [...drawing, ...looking] : looking).map(
      ([id, run]): Choice =>
        closing({
          id,
          group: t('commands.all'),
          label: t(`command.${id}`),
          ...(isShortcut(id) ? { keys: keysText(id) } : {}),
          run,
        }),
    ),
  ]
}

type General = readonly [
  Shortcut | 'outline' | 'problems' | 'rules' | 'versions' | 'showNotes' | 'hideNotes' | 'openAll',
  () => void,
]

function isShortcut(id: string): id is Shortcut {
  return Object.hasOwn(shortcuts, id)
}

function ShortcutsDialog({ close }: DialogProps) {
  const { t } = useWords()
  return (
    <Modal opened onClose={close} title={t('command.shortcuts')} size="lg">
      <div className={pop.sheet}>
        {Object.entries(shortcutGroups).map(([group, names]) => (
          <section key={group}>
            <h3>{t(`shortcutGroup.${group}`)}</h3>
            <dl className={pop.keys}>
              {names.map((name) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{t(`command.${name}`)}</dt>
                  <dd>
                    <kbd>{keysText(name)}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={pop.also}>{t('shortcutGroup.mouse')}</p>
    </Modal>
  )
}
