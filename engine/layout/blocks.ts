import type { NodeId } from '../../schemas/node.ts'
import type { Flow, FlowNode, FlowPort } from './flow.ts'
import { freeLane, gaps, laneGap, rowGap } from './gaps.ts'
import { type Box, type Layout, type LayoutOptions, type Point, sizes } from './shapes.ts'

/** A line that has left its branch and still has to reach a node further down, or back up. */
interface Thread {
  readonly line: Line
  readonly to: NodeId
  x: number
  /** Axis of the branch it comes from: joins are centred between these. */
  axis: number
}

interface Line {
  readonly nodeId: NodeId
  readonly port: string
  readonly to: NodeId | null
  readonly kind: 'forward' | 'back' | 'end'
  /** Corners, each relative to the block in which it was made. */
  readonly corners: { readonly block: Block; readonly x: number; readonly y: number }[]
}

/** Everything one node dominates; its own axis is x 0, its top y 0. */
interface Block {
  left: number
  right: number
  height: number
  threads: Thread[]
  readonly inner: { readonly block: Block; readonly x: number; readonly y: number }[]
  readonly marks: ((at: Point) => void)[]
}

/** Sizes bottom-up, places top-down. */
export function placeBlocks(flow: Flow, options: LayoutOptions): Layout {
  const gap = gaps(options)
  const nodes = new Map<NodeId, Box>()
  const out = {
    ghosts: [] as Layout['ghosts'][number][],
    jumps: [] as Layout['jumps'][number][],
    inserts: [] as Layout['inserts'][number][],
    joins: [] as Layout['joins'][number][],
    labels: [] as Layout['labels'][number][],
  }
  const lines: Line[] = []
  const origins = new Map<Block, Point>()
  const blocks = new Map<NodeId, Block>()

  const blockOf = (id: NodeId): Block => {
    const block = blocks.get(id)
    if (!block) throw new Error(`No block for ${id}: it does not come later in the flow.`)
    return block
  }

  const build = (node: FlowNode): Block => {
    const block: Block = {
      left: -node.width / 2,
      right: node.width / 2 + (node.beside ?? 0),
      height: node.height,
      threads: [],
      inner: [],
      marks: [],
    }
    block.marks.push(({ x, y }) => {
      const { width, height } = node
      nodes.set(node.id, { x: x - width / 2, y, width, height })
    })
    addRow(block, node)
    for (const join of node.joins) addJoin(block, join)
    closeLoops(block, node)
    return block
  }

  const addRow = (block: Block, node: FlowNode) => {
    const columns = node.ports.map((port) => columnOf(node, port))
    const branching = columns.length > 1
    const top = node.height + (branching ? gap.branch : 0)
    const axes = spread(columns)
    let bottom = block.height
    columns.forEach((column, index) => {
      const x = axes[index] ?? 0
      const start = { block, x: 0, y: node.height }
      column.line.corners.unshift(
        start,
        ...(branching ? [bend(block, 0, node), bend(block, x, node)] : []),
      )
      if (branching) {
        column.line.corners.splice(3, 0, { block, x, y: top })
        mark(block, x, node.height + gap.label, (at) =>
          out.labels.push({ nodeId: node.id, port: column.line.port, ...at }),
        )
      }
      if (column.insert !== null) {
        const y = branching ? node.height + gap.branchInsert : node.height + column.insert
        mark(block, x, y, (at) =>
          out.inserts.push({ nodeId: node.id, port: column.line.port, ...at }),
        )
      }
      block.inner.push({ block: column.block, x, y: top })
      block.left = Math.min(block.left, x + column.block.left)
      block.right = Math.max(block.right, x + column.block.right)
      bottom = Math.max(bottom, top + column.block.height)
      for (const thread of column.block.threads)
        block.threads.push({ ...thread, x: thread.x + x, axis: x })
    })
    block.height = bottom
  }

  /** What stands below one port, with the line that leads there; its corners begin at the top of the column. */
  const columnOf = (node: FlowNode, port: FlowPort) => {
    const single = node.ports.length === 1
    const to = port.way === 'empty' ? null : port.to
    const line: Line = {
      nodeId: node.id,
      port: port.port,
      to,
      kind: port.way === 'back' ? 'back' : to === null || port.way === 'jump' ? 'end' : 'forward',
      corners: [],
    }
    lines.push(line)
    const reach = single ? gap.stem : 0
    if (port.way === 'branch' && to !== null) {
      const inner = blockOf(to)
      line.corners.push({ block: inner, x: 0, y: 0 })
      return { line, insert: gap.insert, block: pushDown(inner, reach) }
    }
    const block = emptyColumn()
    if (port.way === 'empty') {
      if (single && port.optional) {
        if (!options.editable) return { line, insert: null, block: { ...block, height: 0 } }
        block.height = gap.stem
        line.corners.push({ block, x: 0, y: gap.insert })
        return { line, insert: gap.insert, block }
      }
      const size = sizes.ghost
      mark(block, 0, reach, ({ x, y }) =>
        out.ghosts.push({
          nodeId: node.id,
          port: port.port,
          optional: port.optional,
          x: x - size.width / 2,
          y,
          ...size,
        }),
      )
      block.height = reach + size.height
      line.corners.push({ block, x: 0, y: reach })
      return { line, insert: null, block }
    }
    if (to === null) throw new Error(`The port ${port.port} of ${node.id} leads nowhere.`)
    if (port.way === 'join') {
      block.height = single ? gap.pass : 0
      block.threads.push({ line, to, x: 0, axis: 0 })
      return { line, insert: gap.insert, block }
    }
    const size = sizes.jump
    mark(block, 0, reach, ({ x, y }) =>
      out.jumps.push({ nodeId: node.id, port: port.port, to, x: x - size.width / 2, y, ...size }),
    )
    block.height = reach + size.height
    if (port.way === 'back') block.threads.push({ line, to, x: 0, axis: 0 })
    line.corners.push({ block, x: 0, y: port.way === 'back' ? block.height : reach })
    return { line, insert: gap.insert, block }
  }

  const addJoin = (block: Block, id: NodeId) => {
    const inner = blockOf(id)
    const feeds = block.threads.filter((thread) => thread.to === id)
    const passing = block.threads.filter((thread) => thread.to !== id)
    const axes = feeds.map((thread) => thread.axis)
    const axis = (Math.min(...axes) + Math.max(...axes)) / 2
    const bounds = { left: axis + inner.left, right: axis + inner.right }

    let y = block.height + laneGap
    for (const thread of passing) {
      const lane = freeLane(thread, bounds, passing)
      if (lane === thread.x) continue
      thread.line.corners.push({ block, x: thread.x, y }, { block, x: lane, y })
      thread.x = lane
      y += laneGap
    }
    const top = y + gap.join
    for (const { line, x } of feeds) {
      line.corners.push({ block, x, y }, { block, x: axis, y }, { block, x: axis, y: top })
    }
    if (options.editable)
      mark(block, axis, y + gap.join / 2, (at) => out.joins.push({ nodeId: id, ...at }))
    block.inner.push({ block: inner, x: axis, y: top })
    block.threads = [
      ...passing,
      ...inner.threads.map((thread) => ({ ...thread, x: thread.x + axis, axis })),
    ]
    block.height = top + inner.height
    widen(block, bounds)
  }

  /** Lines that come back to this node run down, then up the gutter at its left. */
  const closeLoops = (block: Block, node: FlowNode) => {
    const loops = block.threads.filter((thread) => thread.to === node.id)
    if (loops.length === 0) return
    block.threads = block.threads.filter((thread) => thread.to !== node.id)
    for (const { line, x } of loops) {
      const y = block.height + laneGap
      const gutter = block.left - rowGap / 2
      line.corners.push(
        { block, x, y },
        { block, x: gutter, y },
        { block, x: gutter, y: node.height / 2 },
        { block, x: -node.width / 2, y: node.height / 2 },
      )
      block.left = gutter - laneGap
      block.height = y
    }
  }

  const widen = (block: Block, bounds: { left: number; right: number }) => {
    const xs = block.threads.map((thread) => thread.x)
    block.left = Math.min(block.left, bounds.left, ...xs.map((x) => x - laneGap))
    block.right = Math.max(block.right, bounds.right, ...xs.map((x) => x + laneGap))
  }

  const bend = (block: Block, x: number, node: FlowNode) => ({
    block,
    x,
    y: node.height + gap.bus,
  })

  const mark = (block: Block, x: number, y: number, put: (at: Point) => void) =>
    block.marks.push((at) => put({ x: at.x + x, y: at.y + y }))

  for (const id of [...flow.order].reverse()) {
    const node = flow.nodes.get(id)
    if (node) blocks.set(id, build(node))
  }
  const root = emptyColumn()
  let x = 0
  for (const [index, id] of flow.roots.entries()) {
    const block = blockOf(id)
    if (index > 0) x += rowGap - block.left
    root.inner.push({ block, x, y: 0 })
    root.height = Math.max(root.height, block.height)
    root.left = Math.min(root.left, x + block.left)
    root.right = Math.max(root.right, x + block.right)
    for (const thread of block.threads) root.threads.push({ ...thread, x: thread.x + x, axis: x })
    x += block.right
  }
  for (const join of flow.rootJoins) addJoin(root, join)

  const waiting = [{ block: root, x: 0, y: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { block, ...at } = next
    origins.set(block, at)
    for (const put of block.marks) put(at)
    for (const inner of block.inner.toReversed())
      waiting.push({ block: inner.block, x: at.x + inner.x, y: at.y + inner.y })
  }

  return {
    nodes,
    ...out,
    edges: lines.toReversed().map(({ corners, ...line }) => ({
      ...line,
      points: tidy(
        corners.map(({ block, x, y }) => {
          const origin = origins.get(block) ?? { x: 0, y: 0 }
          return { x: origin.x + x, y: origin.y + y }
        }),
      ),
    })),
    bounds: { x: root.left, y: 0, width: root.right - root.left, height: root.height },
  }
}

/** A column is never narrower than a card, so that inserting one moves nobody else. */
function emptyColumn(): Block {
  const half = sizes.card.width / 2
  return { left: -half, right: half, height: 0, threads: [], inner: [], marks: [] }
}

function pushDown(inner: Block, by: number): Block {
  const half = sizes.card.width / 2
  return {
    left: Math.min(inner.left, -half),
    right: Math.max(inner.right, half),
    height: inner.height + by,
    threads: inner.threads,
    inner: [{ block: inner, x: 0, y: by }],
    marks: [],
  }
}

/** Axes of columns side by side, around the middle between the first and the last of them. */
function spread(columns: readonly { readonly block: Block }[]): number[] {
  const axes: number[] = []
  let x = 0
  columns.forEach(({ block }, index) => {
    if (index > 0) x += rowGap - block.left
    axes.push(x)
    x += block.right
  })
  const middle = ((axes[0] ?? 0) + (axes.at(-1) ?? 0)) / 2
  return axes.map((axis) => axis - middle)
}

/** Without corners that change nothing. */
function tidy(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const [before, last] = [kept.at(-2), kept.at(-1)]
    if (last && last.x === point.x && last.y === point.y) continue
    const isStraight =
      before &&
      last &&
      ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y))
    if (isStraight) kept.pop()
    kept.push(point)
  }
  return kept
}
