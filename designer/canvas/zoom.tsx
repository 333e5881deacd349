import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react'
import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from '@xyflow/react'
import type { Layout } from '../../engine/layout/shapes.ts'
import styles from './canvas.module.css'
import { motion } from './motion.ts'
import { useWords } from './room.ts'

/** Room for what floats above the lower edge. */
const around = { top: '24px', left: '24px', right: '24px', bottom: '80px' } as const

export function Zoom({ places: { bounds } }: { places: Layout }) {
  const { t, formats } = useWords()
  const flow = useReactFlow()
  const screen = useStoreApi()
  // React Flow knows only the steps near the screen, so it is told where all of them are.
  const showAll = () => {
    const { width, height, minZoom } = screen.getState()
    const view = getViewportForBounds(bounds, width, height, minZoom, 1, around)
    void flow.setViewport(view, motion())
  }
  const zoom = useStore((state) => state.transform[2])
  return (
    <div className={styles.zoom} role="toolbar" aria-label={t('zoom.label')}>
      <button type="button" aria-label={t('zoom.out')} onClick={() => void flow.zoomOut(motion())}>
        <IconMinus size={14} />
      </button>
      <button
        type="button"
        className={styles.percent}
        title={t('zoom.reset')}
        onClick={() => void flow.zoomTo(1, motion())}
      >
        {formats.percentWhole(zoom)}
      </button>
      <button type="button" aria-label={t('zoom.in')} onClick={() => void flow.zoomIn(motion())}>
        <IconPlus size={14} />
      </button>
      <button type="button" aria-label={t('zoom.fit')} title={t('zoom.fit')} onClick={showAll}>
        <IconMaximize size={14} />
      </button>
    </div>
  )
}
