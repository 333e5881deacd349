import '@xyflow/react/dist/style.css'
import {
  type Node as FlowNode,
  type NodeProps,
  ReactFlow,
  useStore as useFlowStore,
  ViewportPortal,
} from '@xyflow/react'
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Ghost, Jump, Layout } from '../../engine/layout/shapes.ts'
import type { Node } from '../../schemas/scenario.ts'
import { GhostCard, JumpChip } from './branch-ends.tsx'
import styles from './canvas.module.css'
import { useDragging } from './dragging.ts'
import { DraggedStep } from './floating-bars.tsx'
import { flowNodes } from './flow-nodes.ts'
import { useFocusedSpot, useShown } from './focused-spot.ts'
import { FoldCard } from './fold-card.tsx'
import type { Fold } from './folding.ts'
import { useCanvasKeys } from './keys.ts'
import { RemovedSteps } from './later-parts.tsx'
import { Lines } from './lines.tsx'
import { Marquee } from './marquee.tsx'
import { MinimapLater } from './minimap-later.tsx'
import { Paper } from './paper.tsx'
import { useRoom, useScenario, useUi, useWords } from './room.ts'
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
