import type { NodeId, Port } from '../../schemas/node.ts'

/** One step as the layout sees it: its size, and its ways out in the order they are drawn. */
export interface LayoutNode {
  readonly id: NodeId
  readonly width: number
  readonly height: number
  /** Room kept free at its right, as high as the step. */
  readonly beside?: number
  readonly ports: readonly LayoutPort[]
}

export interface LayoutPort {
  readonly port: Port
  readonly to: NodeId | null
  /** An optional port that leads nowhere ends the path by itself and asks for no step. */
  readonly optional: boolean
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A way out: which node, by which port. */
export interface PortRef {
  readonly nodeId: NodeId
  readonly port: Port
}

/** An empty branch. */
export interface Ghost extends PortRef, Box {
  readonly optional: boolean
}

/** The end of a branch that continues at an earlier step: a chip that names it. */
export interface Jump extends PortRef, Box {
  readonly to: NodeId
}

export interface LayoutEdge extends PortRef {
  /** The node it leads to; null for an empty branch. */
  readonly to: NodeId | null
  /** `back` runs up the gutter to an earlier step; `end` stops at a ghost or a chip. */
  readonly kind: 'forward' | 'back' | 'end'
  /** Corners of an orthogonal line, from the source to the target. */
  readonly points: readonly Point[]
}

export interface Layout {
  readonly nodes: ReadonlyMap<NodeId, Box>
  readonly ghosts: readonly Ghost[]
  readonly jumps: readonly Jump[]
  /** Centres of the places where a step can be inserted on an edge. */
  readonly inserts: readonly (PortRef & Point)[]
  /** Centres of the places where a step can be inserted before a node in which branches join. */
  readonly joins: readonly (Point & { readonly nodeId: NodeId })[]
  /** Centres of the chips that name the branches of a node with several ports. */
  readonly labels: readonly (PortRef & Point)[]
  readonly edges: readonly LayoutEdge[]
  readonly bounds: Box
}

export interface LayoutOptions {
  /** Keeps room for insertion points on every edge. */
  readonly editable: boolean
}

/** Sizes in pixels at zoom 1. */
export const sizes = {
  card: { width: 264, height: 92 },
  liveCard: { width: 264, height: 116 },
  pill: { width: 200, height: 44 },
  ghost: { width: 264, height: 56 },
  jump: { width: 200, height: 32 },
  fold: { width: 200, height: 44 },
  note: { width: 184 },
} as const
