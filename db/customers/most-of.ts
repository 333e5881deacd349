/** Rows of customers by their place, each with the number of a key, and when it was; there is room for more than `length`. */
export interface KeyedRows {
  slots: Int32Array
  keys: Int32Array
  at: Float64Array
  length: number
}

export function keyedRows(): KeyedRows {
  const room = 1 << 16
  return {
    slots: new Int32Array(room),
    keys: new Int32Array(room),
    at: new Float64Array(room),
    length: 0,
  }
}

export function addRow(rows: KeyedRows, slot: number, key: number, at: number): void {
  if (rows.length === rows.slots.length) grow(rows)
  rows.slots[rows.length] = slot
  rows.keys[rows.length] = key
  rows.at[rows.length] = at
  rows.length++
}

function grow(rows: KeyedRows): void {
  const { slots, keys, at, length } = rows
  rows.slots = new Int32Array(length * 2)
  rows.slots.set(slots)
  rows.keys = new Int32Array(length * 2)
  rows.keys.set(keys)
  rows.at = new Float64Array(length * 2)
  rows.at.set(at)
}

interface Most {
  /** The key of most rows; of two equally often, the one of the latest row, then the lower number. -1 without a row. */
  readonly first: Int32Array
  /** How many different keys. */
  readonly different: Int32Array
}

/** What each of `slots` customers has most of, the keys being numbered from 0 to below `keys`. */
export function mostOf(
  rows: KeyedRows,
  of: { readonly slots: number; readonly keys: number },
): Most {
  const first = new Int32Array(of.slots).fill(-1)
  const different = new Int32Array(of.slots)
  const { order, ends } = bySlot(rows, of.slots)
  const times = new Int32Array(of.keys)
  const last = new Float64Array(of.keys)
  const isBefore = (a: number, b: number) =>
    (times[b] ?? 0) - (times[a] ?? 0) || (last[b] ?? 0) - (last[a] ?? 0) || a - b
  let next = 0
  for (let slot = 0; slot < of.slots; slot++) {
    const found: number[] = []
    for (const end = ends[slot] ?? 0; next < end; next++) {
      const row = order[next] ?? 0
      const key = rows.keys[row] ?? 0
      const at = rows.at[row] ?? 0
      const before = times[key] ?? 0
      if (before === 0) found.push(key)
      if (before === 0 || at > (last[key] ?? 0)) last[key] = at
      times[key] = before + 1
    }
    let best = -1
    for (const key of found) if (best === -1 || isBefore(key, best) < 0) best = key
    first[slot] = best
    different[slot] = found.length
    for (const key of found) times[key] = 0
  }
  return { first, different }
}

/** The rows slot by slot, and where each slot's end. */
function bySlot({ slots, length }: KeyedRows, count: number) {
  const ends = new Int32Array(count)
  for (let row = 0; row < length; row++) add(ends, slots[row] ?? 0)
  let total = 0
  for (let slot = 0; slot < count; slot++) {
    const here = ends[slot] ?? 0
    ends[slot] = total
    total += here
  }
  const order = new Int32Array(length)
  for (let row = 0; row < length; row++) order[add(ends, slots[row] ?? 0)] = row
  return { order, ends }
}

/** Adds one; answers what stood there before. */
function add(counts: Int32Array, at: number): number {
  const before = counts[at] ?? 0
  counts[at] = before + 1
  return before
}
