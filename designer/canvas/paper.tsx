import { useStore } from '@xyflow/react'
import type { Layout } from '../../engine/layout/shapes.ts'
import styles from './canvas.module.css'

/**
 * How far the dots go on around the drawing; whoever pans farther sees plain paper. Dots stand every 24 pixels, and at
 * the usual zooms its corner has to stand on a whole pixel: pictures between pixels are slow to draw.
 */
const aroundPx = 20_040

/**
 * The dotted paper. It lies in the drawing and covers what is behind it, so that a pan moves one opaque picture instead
 * of mixing several.
 */
export function Paper({ places: { bounds } }: { places: Layout }) {
  const far = useStore((state) => state.transform[2] < 0.5)
  return (
    <div
      className={styles.paper}
      data-far={far || undefined}
      style={{
        left: -aroundPx,
        top: -aroundPx,
        width: bounds.width + bounds.x + 2 * aroundPx,
        height: bounds.height + bounds.y + 2 * aroundPx,
      }}
      aria-hidden
    />
  )
}
