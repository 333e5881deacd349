import { Modal } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { titleOf, viewOf } from '../kinds/registry.ts'
import { type Choice, Choices } from './choices.tsx'
import pop from './pop.module.css'
import { useRoom, useScenario, useUi, useWords } from './room.ts'
import { keysText, type Shortcut, shortcuts } from './shortcuts.ts'
import { overlineOf } from './step-card.tsx'
import { useStepCommands } from './step-menu.tsx'

const LaunchDialog = lazy(async () => {
  const { LaunchDialog: component } = await import('../live/launch-dialog.tsx')
  return { default: component }
})

/** The dialog that is open: find a step, all commands, all shortcuts, launch. */
export function Dialogs() {
  const dialog = useUi((ui) => ui.dialog)
  const { ui } = useRoom()
  const close = () => ui.setState({ dialog: null })
  switch (dialog) {
    case 'find':
      return <FindDialog close={close} />
    case 'commands':
      return <CommandsDialog close={close} />
    case 'shortcuts':
      return <ShortcutsDialog close={close} />
    case 'launch':
      return (
        <Suspense fallback={null}>
          <LaunchDialog close={close} />
        </Suspense>
      )
    case null:
      return null
  }
}

interface DialogProps {
  readonly close: () => void
}

function FindDialog({ close }: DialogProps) {
  const { t } = useWords()
  const found = useStepChoices(close)
  return (
    <Modal opened onClose={close} withCloseButton={false} padding={0} aria-label={t('find.title')}>
      <Choices choices={found} label={t('find.search')} none={t('find.none')} searchable />
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

function CommandsDialog({ close }: DialogProps) {
  const { t } = useWords()
  const { ui, commands, mode } = useRoom()
  const selected = useUi((state) => state.selected)
  const steps = useStepChoices(close)
  const own = useStepCommands(selected ?? '', { x: innerWidth / 2, y: innerHeight / 3 })
  const general: readonly [Shortcut | 'outline' | 'problems' | 'rules' | 'versions', () => void][] =
    [
      ['undo', () => commands.undo()],
      ['redo', () => commands.redo()],
      ['problems', () => ui.setState({ panel: 'problems', selected: null })],
      ['rules', () => ui.setState({ panel: 'rules', selected: null })],
      ['versions', () => ui.setState({ panel: 'versions', selected: null })],
      ['outline', () => ui.setState((state) => ({ outline: !state.outline }))],
      ['shortcuts', () => commands.openDialog('shortcuts')],
    ]
  const closing = (choice: Choice): Choice => ({
    ...choice,
    run() {
      close()
      choice.run()
    },
  })
  const choices = [
    ...(selected && mode === 'design'
      ? own.map((choice) => closing({ ...choice, group: t('commands.step') }))
      : []),
    ...(mode === 'design' ? general : general.slice(5)).map(
      ([id, run]): Choice =>
        closing({
          id,
          group: t('commands.all'),
          label: t(`command.${id}`),
          ...(id in shortcuts ? { keys: keysText(id as Shortcut) } : {}),
          run,
        }),
    ),
    ...steps,
  ]
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      padding={0}
      aria-label={t('commands.title')}
    >
      <Choices choices={choices} label={t('commands.search')} none={t('find.none')} searchable />
    </Modal>
  )
}

function ShortcutsDialog({ close }: DialogProps) {
  const { t } = useWords()
  const names = Object.keys(shortcuts) as Shortcut[]
  return (
    <Modal opened onClose={close} title={t('command.shortcuts')}>
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
    </Modal>
  )
}
