import { ActionIcon } from '@mantine/core'
import {
  IconDoorExit,
  IconKeyboard,
  IconListTree,
  IconNote,
  IconPlus,
  IconSearch,
} from '@tabler/icons-react'
import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo } from 'react'
import { SignInAgain } from '../app/sign-in-again-later.tsx'
import { Canvas } from './canvas.tsx'
import { FoldedBar, MovingBar, PickedBar } from './floating-bars.tsx'
import { layoutOf } from './graph.ts'
import { InsertMenu } from './insert-menu.tsx'
import {
  DeleteDialog,
  Dialogs,
  FileMenu,
  fetchLaterParts,
  Inspector,
  LiveOverlay,
  LivePanels,
  Outline,
  ProblemsPanel,
  PublishPanel,
  RehearsalPanel,
  RulesPanel,
  TroublePanel,
  VersionsPanel,
} from './later-parts.tsx'
import styles from './room.module.css'
import { useRoom, useScenario, useUi, useWords } from './room.ts'
import { useRoomKeys } from './room-keys.ts'
import { SidePanel } from './side-panel.tsx'
import { StepMenu } from './step-menu.tsx'
import { TopBar } from './top-bar.tsx'

/** The whole screen of a scenario: top bar, rail, canvas, and what is open beside it. */
export function ScenarioRoom() {
  const { mode, live } = useRoom()
  const { t } = useWords()
  const scenario = useScenario()
  const folded = useUi((ui) => ui.folded)
  const notes = useUi((ui) => ui.notes)
  const places = useMemo(
    () => layoutOf(scenario, mode, { folded, notes }),
    [scenario, mode, folded, notes],
  )
  const { rehearsal } = useRoom()
  const opened = useUi((ui) => ui.panel)
  const panel = opened ?? (rehearsal ? 'rehearsal' : null)
  const outline = useUi((ui) => ui.outline)
  const menu = useUi((ui) => ui.menu)
  const dialog = useUi((ui) => ui.dialog)
  const deleting = useUi((ui) => ui.deleting)
  const said = useUi((ui) => ui.said)
  useRoomKeys()
  useEffect(() => {
    void fetchLaterParts()
  }, [])
  return (
    <div className={styles.room}>
      <TopBar />
      <Rail />
      <main
        className={styles.stage}
        id="page"
        aria-label={t('canvas.page')}
        data-live={live ? true : undefined}
      >
        <ReactFlowProvider>
          <Canvas places={places} />
        </ReactFlowProvider>
        {outline && <Outline />}
        {live?.run && <LiveOverlay />}
        <MovingBar />
        <PickedBar />
        <FoldedBar />
      </main>
      {panel && (
        <SidePanel name={panel} label={t(`panel.${panel}`)}>
          {panel === 'step' && <Inspector />}
          {panel === 'problems' && <ProblemsPanel />}
          {panel === 'rules' && <RulesPanel />}
          {panel === 'versions' && <VersionsPanel />}
          {panel === 'publish' && <PublishPanel />}
          {panel === 'rehearsal' && <RehearsalPanel />}
          {panel === 'trouble' && <TroublePanel />}
          {(panel === 'run' || panel === 'migration' || panel === 'dropoff') && (
            <LivePanels panel={panel} />
          )}
        </SidePanel>
      )}
      {menu?.menu === 'insert' && <InsertMenu open={menu} />}
      {menu?.menu === 'step' && <StepMenu open={menu} />}
      {menu?.menu === 'file' && <FileMenu open={menu} />}
      {deleting !== null && <DeleteDialog />}
      {dialog !== null && <Dialogs />}
      <SignInAgain />
      <div className="unseen" aria-live="polite" role="status">
        {said}
      </div>
    </div>
  )
}

function Rail() {
  const { ui, commands, mode } = useRoom()
  const { t } = useWords()
  const outline = useUi((state) => state.outline)
  const panel = useUi((state) => state.panel)
  const notes = useUi((state) => state.notes)
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      {mode === 'design' && (
        <RailButton
          label={t('rail.add')}
          onClick={(event) => {
            const { selected } = ui.getState()
            const place = commands.placeForNew(selected)
            const box = event.currentTarget.getBoundingClientRect()
            if (place) commands.openInsert(place, { x: box.right + 8, y: box.top })
          }}
        >
          <IconPlus size={20} stroke={1.8} />
        </RailButton>
      )}
      <RailButton
        label={t('rail.outline')}
        pressed={outline}
        onClick={() => ui.setState({ outline: !outline })}
      >
        <IconListTree size={20} stroke={1.8} />
      </RailButton>
      <RailButton label={t('rail.find')} onClick={() => commands.openDialog('find')}>
        <IconSearch size={20} stroke={1.8} />
      </RailButton>
      {mode === 'design' && (
        <RailButton
          label={t('rail.rules')}
          pressed={panel === 'rules'}
          onClick={() => ui.setState({ panel: panel === 'rules' ? null : 'rules', selected: null })}
        >
          <IconDoorExit size={20} stroke={1.8} />
        </RailButton>
      )}
      <RailButton
        label={t(notes ? 'rail.hideNotes' : 'rail.showNotes')}
        pressed={notes}
        onClick={() => commands.showNotes(!notes)}
      >
        <IconNote size={20} stroke={1.8} />
      </RailButton>
      <RailButton label={t('command.shortcuts')} onClick={() => commands.openDialog('shortcuts')}>
        <IconKeyboard size={20} stroke={1.8} />
      </RailButton>
    </nav>
  )
}

function RailButton(props: {
  label: string
  pressed?: boolean
  onClick: (event: React.MouseEvent<HTMLButtonElement>) => void
  children: React.ReactNode
}) {
  return (
    <ActionIcon
      data-tip={props.label}
      data-tip-side="right"
      size={36}
      aria-label={props.label}
      aria-pressed={props.pressed}
      variant={props.pressed ? 'light' : 'subtle'}
      onClick={props.onClick}
    >
      {props.children}
    </ActionIcon>
  )
}
