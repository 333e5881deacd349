/** Writes rows in PostgreSQL’s binary format of COPY (its manual, “COPY”, “Binary Format”). */
export interface BinaryRows {
  /** Begins a row of so many cells, which take at most so many bytes, their lengths included. */
  begin(cells: number, mostBytes: number): void
  none(): void
  int(value: number): void
  /** A bigint below 2⁵³, 0 or more. */
  long(value: number): void
  /** timestamptz, in milliseconds since 1970. */
  instant(ms: number): void
  /** numeric with two decimals, from hundredths from 0 to below 2⁵³. */
  amount(cents: number): void
  /** Bytes of text in UTF-8. */
  text(bytes: Uint8Array, from: number, to: number): void
  /** What was added since the last time; valid until the next row begins. */
  take(): Uint8Array
  /** What ends the copy. */
  trailer(): Uint8Array
}

const signature = Buffer.concat([Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1'), Buffer.alloc(8)])
const year2000Ms = 946_684_800_000
const twoTo32 = 2 ** 32

/** PostgreSQL reads this format in half the time that text costs it. */
export function createBinaryRows(): BinaryRows {
  let out = Buffer.alloc(1 << 20)
  let view = new DataView(out.buffer, out.byteOffset)
  out.set(signature)
  let at = signature.length

  function wide(high: number, low: number): void {
    view.setInt32(at, 8)
    view.setInt32(at + 4, high)
    view.setUint32(at + 8, low)
    at += 12
  }

  return {
    begin(cells, mostBytes) {
      if (at + mostBytes + 2 > out.length) {
        const larger = Buffer.alloc(Math.max(out.length * 2, at + mostBytes + 2))
        larger.set(out.subarray(0, at))
        out = larger
        view = new DataView(out.buffer, out.byteOffset)
      }
      view.setInt16(at, cells)
      at += 2
    },
    none() {
      view.setInt32(at, -1)
      at += 4
    },
    int(value) {
      view.setInt32(at, 4)
      view.setInt32(at + 4, value)
      at += 8
    },
    long(value) {
      const high = Math.floor(value / twoTo32)
      wide(high, value - high * twoTo32)
    },
    instant(ms) {
      const micros = (ms - year2000Ms) * 1000
      const high = Math.floor(micros / twoTo32)
      wide(high, micros - high * twoTo32)
    },
    // Digits to the base of 10,000, the last of which are hundredths times a hundred.
    amount(cents) {
      const whole = Math.floor(cents / 100)
      const groups = whole === 0 ? 0 : whole < 1e4 ? 1 : whole < 1e8 ? 2 : whole < 1e12 ? 3 : 4
      view.setInt32(at, 8 + 2 * (groups + 1))
      view.setInt16(at + 4, groups + 1)
      view.setInt16(at + 6, groups - 1)
      view.setInt16(at + 8, 0)
      view.setInt16(at + 10, 2)
      at += 12
      for (let group = groups - 1; group >= 0; group--) {
        view.setInt16(at, Math.floor(whole / 10_000 ** group) % 10_000)
        at += 2
      }
      view.setInt16(at, (cents - whole * 100) * 100)
      at += 2
    },
    text(bytes, from, to) {
      view.setInt32(at, to - from)
      at += 4
      for (let i = from; i < to; i++) out[at++] = bytes[i] ?? 0
    },
    take() {
      const taken = out.subarray(0, at)
      at = 0
      return taken
    },
    trailer: () => Buffer.of(0xff, 0xff),
  }
}
