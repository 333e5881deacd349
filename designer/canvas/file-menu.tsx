import {
  IconFileDownload,
  IconFileUpload,
  IconPhoto,
  IconTemplate,
  IconVectorBezier2,
} from '@tabler/icons-react'
import type { Choice } from '../components/choices.tsx'
import { Choices } from '../components/choices.tsx'
import { download } from '../components/download.ts'
import { Pop } from '../components/pop.tsx'
import { layoutOf } from './graph.ts'
import { useRoom, useScenario, useWords } from './room.ts'
import type { OpenMenu } from './ui-store.ts'

/** What leaves the page as a file, and what comes in as one. */
export function FileMenu({ open }: { open: Extract<OpenMenu, { menu: 'file' }> }) {
  const { ui } = useRoom()
  const { t } = useWords()
  const choices = useFileCommands()
  return (
    <Pop at={open.at} label={t('fileMenu.title')} onClose={() => ui.setState({ menu: null })}>
      <Choices choices={choices} label={t('fileMenu.title')} none="" searchable={false} />
    </Pop>
  )
}

export function useFileCommands(): readonly Choice[] {
  const { ui, commands, mode } = useRoom()
  const words = useWords()
  const { t } = words
  const scenario = useScenario()
  const choice = (
    id: string,
    group: string,
    Icon: typeof IconPhoto,
    run: () => void | Promise<void>,
  ): Choice => ({
    id,
    group,
    label: t(`fileMenu.${id}`),
    icon: (
      <i data-plain aria-hidden>
        <Icon size={18} stroke={1.7} />
      </i>
    ),
    run() {
      ui.setState({ menu: null })
      void run()
    },
  })
  const picture = async (as: 'svg' | 'png') => {
    const { savePicture } = await import('../picture/save-picture.ts')
    const view = ui.getState()
    const places = layoutOf(scenario, 'picture', view)
    await savePicture({ scenario, places, view, words }, as)
  }
  return [
    choice('png', '-1', IconPhoto, () => picture('png')),
    choice('svg', '-1', IconVectorBezier2, () => picture('svg')),
    choice('export', '-2', IconFileDownload, () =>
      download(
        `${scenario.name}.json`,
        `${JSON.stringify(scenario, null, 2)}\n`,
        'application/json',
      ),
    ),
    ...(mode === 'design'
      ? [
          choice('import', '-2', IconFileUpload, () => commands.openDialog('import')),
          choice('template', '-3', IconTemplate, () => commands.openDialog('template')),
        ]
      : []),
  ]
}
