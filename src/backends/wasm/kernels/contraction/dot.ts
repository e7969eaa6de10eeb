import type { ModuleContext } from '../../context.ts'
import type { FunctionBuilder, Local } from '../../encoder/index.ts'
import { type Arithmetic, multiplyAdd } from './arithmetic.ts'
import { pushAddress } from './cursors.ts'
import { high64, interleaveHigh, interleaveLow, low64 } from './shuffles.ts'
import { eachRound, type Factors, type Temporaries, type Tile } from './terms.ts'

const firstBytes = (count: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, i) => (i < count ? 255 : 0))

/** Appends the sum of two shuffles of the same two vectors. */
const addShuffles = (
  f: FunctionBuilder,
  { add }: Arithmetic,
  x: Local,
  y: Local,
  [low, high]: readonly (readonly number[])[],
): FunctionBuilder => f.get(x).get(y).shuffle(low!).get(x).get(y).shuffle(high!).op(add)

/** Appends code that leaves the sum of the lanes of each of four vectors in a lane of `target`. */
const addLanes = (
  f: FunctionBuilder,
  arithmetic: Arithmetic,
  parts: readonly Local[],
  target: readonly Local[],
): void => {
  const [a, b, c, d] = parts as [Local, Local, Local, Local]
  if (arithmetic.lanes === 2) {
    addShuffles(f, arithmetic, a, b, [low64, high64]).set(target[0]!)
    addShuffles(f, arithmetic, c, d, [low64, high64]).set(target[1]!)
    return
  }
  addShuffles(f, arithmetic, a, b, [interleaveLow, interleaveHigh]).set(a)
  addShuffles(f, arithmetic, c, d, [interleaveLow, interleaveHigh]).set(c)
  addShuffles(f, arithmetic, a, c, [low64, high64]).set(target[0]!)
}

/**
 * Appends the inner products of rows of `lhs` and the first `columns` (at most four) columns of `rhs`, whose
 * terms are neighbours in memory. `parts` are four locals for each row.
 */
export const setInnerProducts = (
  context: ModuleContext,
  f: FunctionBuilder,
  arithmetic: Arithmetic,
  factors: Factors & { readonly depth: number },
  { rows, vectors, sums }: Tile,
  columns: number,
  temporaries: Temporaries,
  parts: readonly Local[],
): void => {
  const { lhs, rhs, vectors: registers } = temporaries
  const { lanes } = arithmetic
  const [row, ...others] = registers as readonly [Local, ...Local[]]
  const rest = factors.depth % lanes
  const addProducts = (load: (pointer: Local, offset: number, target: Local) => void): void => {
    for (let c = 0; c < columns; c++) load(rhs, c * factors.rhsColumn, others[c]!)
    for (let i = 0; i < rows; i++) {
      load(lhs, i * factors.lhsRow, row)
      for (let c = 0; c < columns; c++)
        multiplyAdd(f, arithmetic, parts[4 * i + c]!, row, others[c]!)
    }
  }
  f.get(factors.lhs).set(lhs).get(factors.rhs).set(rhs)
  for (const part of parts.slice(0, 4 * rows)) f.zeroVector().set(part)
  eachRound(f, temporaries, (factors.depth - rest) / lanes, 16, 16, () => {
    addProducts((pointer, offset, target) => {
      f.memory('v128.load', pushAddress(f, pointer, offset)).set(target)
    })
  })
  if (rest > 0) {
    // What follows a row need not be a number.
    const mask = context.constant(firstBytes(rest * arithmetic.bytes))
    addProducts((pointer, offset, target) => {
      f.memory('v128.load', pushAddress(f, pointer, offset))
      f.i32(0).memory('v128.load', mask).op('v128.and').set(target)
    })
  }
  for (let i = 0; i < rows; i++) {
    addLanes(
      f,
      arithmetic,
      parts.slice(4 * i, 4 * i + 4),
      sums.slice(vectors * i, vectors * (i + 1)),
    )
  }
}
