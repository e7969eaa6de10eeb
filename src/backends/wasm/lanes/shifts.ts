import * as b from './build.ts'
import type { Lane } from './lane.ts'

type Shift = (x: Lane, amount: number) => Lane

const bitsOfAmount = [0, 1, 2, 3, 4]

/** A shift by an amount below `bits` per lane: one step for each bit of the amount. */
const byLanes = (shift: Shift, x: Lane, amount: Lane, bits: number): Lane =>
  bitsOfAmount
    .filter((bit) => 2 ** bit < bits)
    .reduce((shifted, bit) => {
      const isSet = b.bitcast(b.shrS(b.shl(amount, 31 - bit), 31), 'mask')
      return b.select(isSet, shift(shifted, 2 ** bit), shifted)
    }, x)

/** Amounts of as many bits as integers have and more, also negative ones, shift everything out, as in XLA. */
export const shiftBy =
  (shift: Shift, bits = 32) =>
  (x: Lane, amount: Lane): Lane => {
    const fill = shift === b.shrS ? b.shrS(x, 31) : b.int32(0)
    if (amount.op === 'const') {
      const by = Number(amount.value) >>> 0
      return by >= bits ? fill : shift(x, by)
    }
    return b.select(b.gtU(amount, bits - 1), fill, byLanes(shift, x, amount, bits))
  }
