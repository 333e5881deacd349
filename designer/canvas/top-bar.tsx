import { ActionIcon } from '@mantine/core'
import {
  IconAlertCircle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconCircleCheck,
  IconDots,
  IconHistory,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useStore } from 'zustand'
import { renameScenario } from '../../engine/edit/update.ts'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { Chip } from '../components/page.tsx'
import { RunKindChip, RunStateChip } from '../components/run-state.tsx'
import { NameInput } from '../inspector/fields.tsx'
import { useDidText } from './did-text.ts'
import { RunControls } from './later-parts.tsx'
import { OfNow } from './of-now.tsx'
import { useChecking, useProblems } from './problems.ts'
import { PublishButton } from './publish-button.tsx'
import styles from './room.module.css'
import { type LiveRoom, useRoom, useUi, useWords } from './room.ts'
import { SavedState } from './saved-state.tsx'
import { keysText } from './shortcuts.ts'

export function TopBar() {
  const { detail, live, rehearsal } = useRoom()
  const { t } = useWords()
  return (
    <header className={styles.top}>
      <ActionIcon
        data-tip={t('top.back', { campaign: detail.campaign.name })}
        data-tip-side="right"
        component={Link}
        to={`/campaigns/${detail.campaign.id}`}
        aria-label={t('top.back', { campaign: detail.campaign.name })}
      >
        <IconChevronLeft size={20} />
      </ActionIcon>
      {rehearsal ? (
        <RehearsedHead />
      ) : live?.run ? (
        <LiveHead live={live} run={live.run} />
      ) : (
        <DraftHead />
      )}
      <Modes />
      <div className={styles.right}>
        {live?.run ? <RunControls live={live} run={live.run} /> : live ? null : <DraftActions />}
      </div>
    </header>
  )
}

/** Pictures, files and templates: opened here, made when they are asked for. */
function FileButton() {
  const { ui } = useRoom()
  const { t } = useWords()
  const isOpen = useUi(({ menu }) => menu?.menu === 'file')
  return (
    <ActionIcon
      aria-label={t('fileMenu.title')}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        ui.setState({ menu: { menu: 'file', at: { x: box.right - 320, y: box.bottom + 4 } } })
      }}
    >
      <IconDots size={20} />
    </ActionIcon>
  )
}

function DraftHead() {
  const { document, detail, commands } = useRoom()
  const { t } = useWords()
  const name = useStore(document.store, (state) => state.scenario.name)
  return (
    <>
      <h1>
        <NameInput
          className={styles.name}
          label={t('top.name')}
          value={name}
          maxLength={120}
          onChange={(next) => commands.edit((drawing) => renameScenario(drawing, next), 'name')}
        />
      </h1>
      <Chip tone="quiet">
        {detail.newest ? t('top.draftAfter', { version: detail.newest.version }) : t('top.draft')}
      </Chip>
      <SavedState />
    </>
  )
}

function LiveHead({ live, run }: { live: LiveRoom; run: RunDetail }) {
  const { t, formats } = useWords()
  const state = useStore(live.counts.store, (counts) => counts.live?.state ?? run.state)
  const connected = useStore(live.counts.store, (counts) => counts.connected)
  const at = useStore(live.counts.store, (counts) => counts.at)
  const clock = useStore(live.counts.store, (counts) => counts.live?.clockNow ?? null)
  const endedAt = useStore(live.counts.store, (counts) => counts.live?.endedAt ?? null)
  const now = run.kind === 'sandbox' && clock !== null ? clock : null
  const asOf =
    at !== null
      ? t('top.past', { at: formats.moment(at) })
      : endedAt !== null
        ? t('top.ended', { at: formats.moment(endedAt) })
        : !connected
          ? t('top.connecting')
          : now === null
            ? t('top.upToDate')
            : t('top.clock', { at: formats.moment(now) })
  return (
    <>
      <h1>{run.name || run.scenario.name}</h1>
      <OfNow />
      <RunStateChip state={state} />
      <Chip tone="quiet">{t('versions.name', { version: run.version })}</Chip>
      {run.kind !== 'live' && <RunKindChip kind={run.kind} />}
      <span
        className={styles.saved}
        data-trouble={(!connected && at === null) || undefined}
        title={asOf}
      >
        {asOf}
      </span>
    </>
  )
}

function RehearsedHead() {
  const { detail } = useRoom()
  const { t } = useWords()
  return (
    <>
      <h1>{detail.draft.name}</h1>
      <Chip tone="quiet">{t('top.rehearsed')}</Chip>
    </>
  )
}

const modes = ['design', 'rehearse', 'live'] as const

/** Before the drawing is rehearsed or left, what was drawn is saved. */
function Modes() {
  const { mode, detail, rehearsal, autosave } = useRoom()
  const { t } = useWords()
  const navigate = useNavigate()
  const here = rehearsal ? 'rehearse' : mode
  return (
    <nav className={styles.modes} aria-label={t('top.modes')}>
      {modes.map((one) => (
        <Link
          key={one}
          to="/campaigns/$campaign/scenarios/$scenario"
          params={{ campaign: detail.campaign.id, scenario: detail.id }}
          search={one === 'design' ? {} : { mode: one }}
          data-on={here === one || undefined}
          activeProps={{}}
          aria-current={here === one ? 'page' : undefined}
          onClick={(event) => {
            if (here !== 'design' || one !== 'rehearse' || event.ctrlKey || event.metaKey) return
            event.preventDefault()
            void autosave.flush().then(() => navigate({ to: '.', search: { mode: 'rehearse' } }))
          }}
        >
          {t(`mode.${one}`)}
        </Link>
      ))}
    </nav>
  )
}

function DraftActions() {
  const { document, commands, ui } = useRoom()
  const { t } = useWords()
  const problems = useProblems()
  const isChecked = useChecking() === 'checked'
  const panel = useUi((state) => state.panel)
  const didText = useDidText()
  const undone = useStore(document.store, (state) => state.did)
  const canUndo = useStore(document.history, (state) => state.pastStates.length > 0)
  const redone = useStore(document.history, (state) => state.futureStates.at(-1)?.did ?? null)
  const undoText = undone && canUndo ? t('undo.named', { what: didText(undone) }) : t('undo.plain')
  const redoText = redone ? t('redo.named', { what: didText(redone) }) : t('redo.plain')
  const toggle = (wanted: 'problems' | 'versions') =>
    ui.setState({ panel: panel === wanted ? null : wanted, selected: null })
  return (
    <>
      <button
        type="button"
        className={styles.problems}
        data-none={problems.length === 0 || undefined}
        aria-busy={!isChecked || undefined}
        aria-expanded={panel === 'problems'}
        onClick={() => toggle('problems')}
      >
        {problems.length > 0 && <IconAlertCircle size={16} />}
        {problems.length === 0 && isChecked && <IconCircleCheck size={16} />}
        {problems.length > 0
          ? t('problems.toSolve', { count: problems.length })
          : t(isChecked ? 'problems.none' : 'problems.unchecked')}
      </button>
      <ActionIcon
        data-tip={`${undoText} (${keysText('undo')})`}
        className={styles.tool}
        aria-label={undoText}
        disabled={!canUndo}
        onClick={() => commands.undo()}
      >
        <IconArrowBackUp size={20} />
      </ActionIcon>
      <ActionIcon
        data-tip={`${redoText} (${keysText('redo')})`}
        className={styles.tool}
        aria-label={redoText}
        disabled={!redone}
        onClick={() => commands.redo()}
      >
        <IconArrowForwardUp size={20} />
      </ActionIcon>
      <ActionIcon
        data-tip={t('versions.title')}
        aria-label={t('versions.title')}
        aria-expanded={panel === 'versions'}
        onClick={() => toggle('versions')}
      >
        <IconHistory size={20} />
      </ActionIcon>
      <FileButton />
      <PublishButton />
    </>
  )
}
