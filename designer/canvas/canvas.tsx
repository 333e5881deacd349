import '@xyflow/react/dist/style.css'
import {
  type Node as FlowNode,
  type NodeProps,
  ReactFlow,
  useStore as useFlowStore,
  useReactFlow,
  ViewportPortal,
} from '@xyflow/react'
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Ghost, Jump, Layout } from '../../engine/layout/shapes.ts'
import type { Node } from '../../schemas/scenario.ts'
import { GhostCard, JumpChip } from './branch-ends.tsx'
import styles from './canvas.module.css'
import { useDragging } from './dragging.ts'
import { DraggedStep } from './floating-bars.tsx'
import { flowNodes } from './flow-nodes.ts'
import { FoldCard } from './fold-card.tsx'
import type { Fold } from './folding.ts'
import { boxOf } from './graph.ts'
import { useCanvasKeys } from './keys.ts'
import { RemovedSteps } from './later-parts.tsx'
import { Lines } from './lines.tsx'
import { Marquee } from './marquee.tsx'
import { MinimapLater } from './minimap-later.tsx'
import { motion } from './motion.ts'
import { Paper } from './paper.tsx'
import { useRoom, useScenario, useUi, useWords } from './room.ts'
import type { Spot } from './spots.ts'
import { openingView, useSteadyView } from './steady-view.ts'
import { StepCard } from './step-card.tsx'
import { useVisiblePart } from './visible-part.ts'
import { Zoom } from './zoom.tsx'

export type StepFlowNode = FlowNode<{ node: Node }, 'step'>
export type GhostFlowNode = FlowNode<{ ghost: Ghost }, 'ghost'>
export type JumpFlowNode = FlowNode<{ jump: Jump }, 'jump'>
export type FoldFlowNode = FlowNode<{ fold: Fold }, 'fold'>
export type CanvasFlowNode = StepFlowNode | GhostFlowNode | JumpFlowNode | FoldFlowNode

const nodeTypes = {
  step: memo(({ data }: NodeProps<StepFlowNode>) => <StepCard node={data.node} />),
  ghost: memo(({ data }: NodeProps<GhostFlowNode>) => <GhostCard ghost={data.ghost} />),
  fold: memo(({ data }: NodeProps<FoldFlowNode>) => <FoldCard fold={data.fold} />),
  jump: memo(({ data }: NodeProps<JumpFlowNode>) => <JumpChip jump={data.jump} />),
}

/** What stands around the canvas, in pixels. */
const frame = { top: 52, left: 56, right: 400 }

/** The drawing: a view of the document, laid out by the program. One stop for the tab key, arrows inside. */
export function Canvas({ places }: { places: Layout }) {
  const { ui, commands, mode } = useRoom()
  const { t } = useWords()
  const scenario = useScenario()
  const folded = useUi((state) => state.folded)
  const hasRemoved = useUi((state) => state.removed !== null)
  const isMoving = useUi((state) => state.moving !== null)
  const root = useRef<HTMLDivElement>(null)
  const previous = useRef<CanvasFlowNode[]>([])
  const part = useVisiblePart(places)
  const nodes = useMemo(() => {
    previous.current = flowNodes({ scenario, places: part, folded }, previous.current)
    return previous.current
  }, [scenario, part, folded])
  const onKeyDown = useCanvasKeys(places)
  const far = useFlowStore((state) => state.transform[2] < 0.5)
  const [opening] = useState(() => {
    const beside = ui.getState().panel === null ? frame.left : frame.left + frame.right
    return openingView(places, innerWidth - beside, innerHeight - frame.top)
  })
  useUnscrolled(root)
  useSteadyView(places)
  useFocusedSpot(root, places)
  useShown(root, places)
  useDragging(root, places)

  return (
    <div
      ref={root}
      className={styles.canvas}
      data-far={far || undefined}
      data-moving-on={isMoving || undefined}
      role="application"
      aria-label={t('canvas.label', { name: scenario.name })}
      aria-roledescription={t('canvas.role')}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        const spot = target.closest<HTMLElement>('[data-spot]')?.dataset['spot']
        if (spot !== undefined && spot !== ui.getState().focused) commands.focus(spot)
      }}
    >
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        defaultViewport={opening}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={1.5}
        onNodeClick={(event, node) => {
          if (node.type !== 'step') return
          const isMore = event.shiftKey || event.ctrlKey || event.metaKey
          if (isMore && mode === 'design') commands.pick(node.id)
          else commands.select(node.id)
        }}
        onNodeDoubleClick={({ target }, node) => {
          const onTitle = target instanceof Element && target.closest('[data-title]')
          if (mode === 'design' && onTitle) commands.startRename(node.id)
        }}
        onNodeContextMenu={(event, node) => {
          event.preventDefault()
          if (node.type !== 'step' || mode === 'live') return
          const at = { x: event.clientX, y: event.clientY }
          ui.setState({ menu: { menu: 'step', nodeId: node.id, at }, focused: node.id })
        }}
        onPaneClick={() => commands.select(null)}
      >
        <ViewportPortal>
          <Paper places={places} />
        </ViewportPortal>
        <Lines places={part} />
        {hasRemoved && <RemovedSteps places={places} />}
      </ReactFlow>
      <Zoom places={places} />
      <MinimapLater places={places} />
      <Marquee root={root} places={places} />
      <DraggedStep />
    </div>
  )
}

/**
 * The drawing is panned, never scrolled. What hides its overflow can still be scrolled, by a focus or a search in the
 * page, and for a moment nothing stands where the pointer meets it; React Flow sets that on the element itself.
 */
function useUnscrolled(root: React.RefObject<HTMLDivElement | null>) {
  useLayoutEffect(() => {
    const flow = root.current?.querySelector<HTMLElement>(':scope > .react-flow')
    if (flow) flow.style.overflow = 'clip'
  }, [root])
}

/** Moves the browser's focus to where the keyboard stands, and brings it into view. */
function useFocusedSpot(root: React.RefObject<HTMLDivElement | null>, places: Layout) {
  const { ui } = useRoom()
  const flow = useReactFlow()
  const focused = useStore(ui, (state) => state.focused)
  const returning = useStore(ui, (state) => state.returning)
  const returned = useRef(returning)
  useEffect(() => {
    const isBack = returned.current !== returning
    returned.current = returning
    const from = document.activeElement
    if (focused === null || !root.current) return
    if (!isBack && !root.current.contains(from)) return
    const box = boxOf(places, focused)
    if (box) bringIntoView(flow, root.current, box)
    if (standAt(root.current, focused)) return
    // React Flow draws what is new a moment later. Whoever has gone elsewhere meanwhile stays there.
    const frame = requestAnimationFrame(() => {
      const { activeElement } = document
      const isHere = activeElement === from || activeElement === document.body
      if (isHere && root.current) standAt(root.current, focused)
    })
    return () => cancelAnimationFrame(frame)
  }, [focused, returning, places, flow, root])
}

/** Answers whether there is such a card; what is typed in one already stands there. */
function standAt(root: HTMLElement, spot: Spot): boolean {
  const card = root.querySelector<HTMLElement>(`[data-spot="${CSS.escape(spot)}"]`)
  if (card && !card.contains(document.activeElement)) card.focus({ preventScroll: true })
  return card !== null
}

/**
 * Brings a step that was asked for into view, from a list or a problem; and the one that is set up, which the panel
 * that opens with it may have covered.
 */
function useShown(root: React.RefObject<HTMLDivElement | null>, places: Layout) {
  const { ui } = useRoom()
  const flow = useReactFlow()
  const shown = useStore(ui, (state) => state.shown)
  const selected = useStore(ui, (state) => state.selected)
  const latest = useRef(places)
  latest.current = places
  useEffect(() => {
    const box = selected !== null && latest.current.nodes.get(selected)
    if (box && root.current) bringIntoView(flow, root.current, box)
  }, [selected, flow, root])
  useEffect(() => {
    const box = shown && latest.current.nodes.get(shown.nodeId)
    if (box && root.current) bringIntoView(flow, root.current, box)
  }, [shown, flow, root])
}

const marginPx = 40

/** Pans as little as it takes to show a box whole. */
export function bringIntoView(
  flow: Pick<ReturnType<typeof useReactFlow>, 'getViewport' | 'setViewport'>,
  root: HTMLElement,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
) {
  const { x, y, zoom } = flow.getViewport()
  const view = root.getBoundingClientRect()
  const shift = (start: number, size: number, offset: number, room: number) => {
    const from = start * zoom + offset
    const until = from + size * zoom
    if (from < marginPx) return marginPx - from
    return until > room - marginPx ? room - marginPx - until : 0
  }
  const dx = shift(box.x, box.width, x, view.width)
  const dy = shift(box.y, box.height, y, view.height)
  if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, motion())
}
