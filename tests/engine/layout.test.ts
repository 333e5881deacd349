import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Box, type Layout, type LayoutNode, sizes } from '../../engine/layout/shapes.ts'
import { layout } from '../../engine/layout.ts'

const card = (id: string, ...to: (string | null)[]): LayoutNode => ({
  id,
  ...sizes.card,
  ports: to.map((target, index) => ({ port: `p${index}`, to: target, optional: false })),
})

/** Any drawing: steps that lead forward, back, to each other's joins, nowhere, or that nobody leads to. */
const drawings = fc
  .array(
    fc.record({
      pill: fc.boolean(),
      beside: fc.constantFrom(0, 0, 212),
      ports: fc.array(
        fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
          { weight: 1, arbitrary: fc.integer({ min: -6, max: 0 }) },
          { weight: 2, arbitrary: fc.constant(null) },
        ),
        { maxLength: 4 },
      ),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drafts) =>
    drafts.map(
      ({ pill, beside, ports }, index): LayoutNode => ({
        id: `n${index}`,
        ...(pill ? sizes.pill : sizes.card),
        beside,
        ports: ports.map((step, port) => ({
          port: `p${port}`,
          to: step === null || !drafts[index + step] ? null : `n${index + step}`,
          optional: false,
        })),
      }),
    ),
  )

const boxesOf = ({ nodes, ghosts, jumps }: Layout): Box[] => [
  ...nodes.values(),
  ...ghosts,
  ...jumps,
]

/** What steps keep free at their right. */
const besides = (nodes: readonly LayoutNode[], placed: Layout): Box[] =>
  nodes.flatMap(({ id, beside = 0 }) => {
    const box = placed.nodes.get(id)
    return box && beside > 0 ? [{ ...box, x: box.x + box.width, width: beside }] : []
  })

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('a layout', () => {
  test('places every step once and lets no two things overlap', () => {
    fc.assert(
      fc.property(drawings, (nodes) => {
        const placed = layout('n0', nodes)
        expect(placed.nodes.size).toBe(nodes.length)
        const inserts = [...placed.inserts, ...placed.joins].map(({ x, y }) => ({
          x: x - 12,
          y: y - 12,
          width: 24,
          height: 24,
        }))
        const boxes = [...boxesOf(placed), ...besides(nodes, placed), ...inserts]
        boxes.forEach((a, index) => {
          for (const b of boxes.slice(index + 1)) expect(overlap(a, b)).toBe(false)
        })
      }),
    )
  })

  test('keeps the branches of a step in the order of its ports', () => {
    fc.assert(
      fc.property(drawings, (nodes) => {
        const { labels } = layout('n0', nodes)
        for (const node of nodes) {
          const own = labels.filter((label) => label.nodeId === node.id)
          const inOrder = [...own].sort((a, b) => a.x - b.x).map(({ port }) => port)
          expect(inOrder).toEqual(node.ports.length > 1 ? node.ports.map(({ port }) => port) : [])
        }
      }),
    )
  })

  test('draws upward only what returns to an earlier step', () => {
    fc.assert(
      fc.property(drawings, (nodes) => {
        const { edges } = layout('n0', nodes)
        for (const { kind, points } of edges) {
          if (kind === 'back') continue
          points.slice(1).forEach((point, index) => {
            expect(point.y).toBeGreaterThanOrEqual(points[index]?.y ?? 0)
          })
        }
      }),
    )
  })

  test('draws no line through a step', () => {
    fc.assert(
      fc.property(drawings, (nodes) => {
        const placed = layout('n0', nodes)
        for (const { points, nodeId, port } of placed.edges) {
          points.slice(1).forEach((end, index) => {
            const start = points[index] ?? end
            expect(start.x === end.x || start.y === end.y).toBe(true)
            const line = {
              x: Math.min(start.x, end.x),
              y: Math.min(start.y, end.y),
              width: Math.abs(start.x - end.x),
              height: Math.abs(start.y - end.y),
            }
            const own = placed.jumps.find((jump) => jump.nodeId === nodeId && jump.port === port)
            for (const box of [...boxesOf(placed), ...besides(nodes, placed)]) {
              if (box !== own) expect(overlap(line, box)).toBe(false)
            }
          })
        }
      }),
    )
  })

  test('moves no step sideways when one is inserted', () => {
    fc.assert(
      fc.property(drawings, fc.nat(), (nodes, pick) => {
        const before = layout('n0', nodes)
        const places = [...before.inserts, ...before.ghosts]
        const place = places[pick % Math.max(1, places.length)]
        if (!place) return
        const target = before.edges.find(
          (edge) => edge.nodeId === place.nodeId && edge.port === place.port,
        )
        const after = layout('n0', [
          ...nodes.map((node) =>
            node.id === place.nodeId
              ? {
                  ...node,
                  ports: node.ports.map((port) =>
                    port.port === place.port ? { ...port, to: 'new' } : port,
                  ),
                }
              : node,
          ),
          card('new', target?.to ?? null),
        ])
        for (const [id, box] of before.nodes) expect(after.nodes.get(id)?.x).toBe(box.x)
      }),
    )
  })

  test('centres a join below the branches that meet in it', () => {
    const placed = layout('a', [
      card('a', 'b', 'c', 'd'),
      card('b', 'e'),
      card('c', 'e'),
      card('d'),
      card('e', null),
    ])
    const middle = (id: string) => (placed.nodes.get(id)?.x ?? 0) + 132
    expect(middle('a')).toBe(middle('c'))
    expect(middle('e')).toBe((middle('b') + middle('c')) / 2)
  })

  test('shows a loop as a chip and a line up the gutter', () => {
    const placed = layout('a', [card('a', 'b'), card('b', 'c', 'd'), card('c', 'b'), card('d')])
    expect(placed.jumps).toMatchObject([{ nodeId: 'c', to: 'b' }])
    const line = placed.edges.find(({ kind }) => kind === 'back')?.points ?? []
    const loopHead = placed.nodes.get('b')
    expect(line.at(-1)).toEqual({ x: loopHead?.x, y: (loopHead?.y ?? 0) + 46 })
    expect(Math.min(...line.map(({ x }) => x))).toBeLessThan(placed.nodes.get('c')?.x ?? 0)
  })

  test('lays out two thousand steps, branching or in one column', () => {
    const column = Array.from({ length: 2000 }, (_, n) =>
      card(`n${n}`, n < 1999 ? `n${n + 1}` : null),
    )
    expect(layout('n0', column).nodes.size).toBe(2000)
    const tree = Array.from({ length: 2000 }, (_, n) =>
      card(`n${n}`, ...[2 * n + 1, 2 * n + 2].map((to) => (to < 2000 ? `n${to}` : null))),
    )
    expect(layout('n0', tree).ghosts).toHaveLength(2001)
  })
})
