import { useStore } from '@xyflow/react'
import type { Layout } from '../../engine/layout/shapes.ts'
import { Later, laterPart } from '../components/later.tsx'

const minimap = laterPart(async () => (await import('./minimap.tsx')).Minimap)

/** Fewer steps are found by eye. */
const fewSteps = 12

/** A small map, only while the drawing is larger than the screen. */
export function MinimapLater({ places }: { places: Layout }) {
  const isLarger = useStore(
    ({ transform: [, , zoom], width, height }) =>
      places.bounds.width * zoom > width || places.bounds.height * zoom > height,
  )
  return isLarger && places.nodes.size > fewSteps && <Later part={minimap} given={{ places }} />
}
