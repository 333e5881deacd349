import '@xyflow/react/dist/style.css'
import { ReactFlow } from '@xyflow/react'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

/** React Flow with a thousand of its own nodes in a column, and nothing else. */
const nodes = Array.from({ length: 1000 }, (_, index) => ({
  id: `n${index}`,
  position: { x: 0, y: index * 140 },
  width: 264,
  height: 92,
  data: { label: `Step ${index}` },
}))

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    createElement(ReactFlow, {
      defaultNodes: nodes,
      defaultViewport: { x: 400, y: 24, zoom: 0.8 },
      onlyRenderVisibleElements: true,
      panOnScroll: true,
    }),
  )
}
