import { bytesOf } from '../../../../core/dtype.ts'
import { type FunctionBuilder, f64, i32, type Local, v128 } from '../../encoder/index.ts'

import { loadDouble, loadPair } from './matrix.ts'
import type { Triangle } from './triangle.ts'

/**
 * Appends `visitPair` for every two of `count` neighbouring elements of a row of the triangle, and of as many doubles, and
 * `visitLast` for one that is left. `row` and `other` are counted on.
 */
const eachPair = (
  f: FunctionBuilder,
  bytes: number,
  count: Local,
  row: Local,
  other: Local,
  visitPair: () => void,
  visitLast: () => void,
): void => {
  const done = f.local(i32)
  const pairs = f.local(i32)
  f.i32(0).set(done)
  f.get(count).i32(-2).op('i32.and').set(pairs)
  f.count(done, { local: pairs }, 2, () => {
    visitPair()
    f.get(row)
      .i32(2 * bytes)
      .op('i32.add')
      .set(row)
    f.get(other).i32(16).op('i32.add').set(other)
  })
  f.get(count).i32(1).op('i32.and')
  f.if(visitLast)
}

/**
 * Appends the solution, in place, for one right-hand side of doubles at the address `side`. Reads the triangle by rows:
 * each unknown takes a row's product with those before it, or, of a transposed one, is taken from those behind it.
 */
export const solveColumn = (
  f: FunctionBuilder,
  relaxed: boolean,
  { dtype, place, n, forward, transposed, unitDiagonal }: Triangle,
  side: Local,
): void => {
  const bytes = bytesOf(dtype)
  const sign = forward ? 1 : -1
  const first = forward ? 0 : n - 1
  const unknown = f.local(i32)
  const diagonal = f.local(i32)
  const row = f.local(i32)
  const other = f.local(i32)
  const count = f.local(i32)
  const value = f.local(f64)
  const sums = f.local(v128)
  const splat = f.local(v128)

  /** Sets where the part of the row begins that is left of the diagonal, or right of it, and its size. */
  const setPart = (step: Local, left: boolean): void => {
    const before = left === forward
    if (before) f.get(step)
    else
      f.i32(n - 1)
        .get(step)
        .op('i32.sub')
    f.set(count)
    if (left) {
      f.get(diagonal).get(count).i32(bytes).op('i32.mul').op('i32.sub').set(row)
      f.get(side).set(other)
    } else {
      f.get(diagonal).i32(bytes).op('i32.add').set(row)
      f.get(unknown).i32(8).op('i32.add').set(other)
    }
  }
  const subtractProduct = (): void => {
    f.zeroVector().set(sums)
    eachPair(
      f,
      bytes,
      count,
      row,
      other,
      () => {
        const pushFactors = (): void => {
          f.get(row)
          loadPair(f, dtype, place.base)
          f.get(other).memory('v128.load')
        }
        if (relaxed) {
          pushFactors()
          f.get(sums).op('f64x2.relaxed_madd')
        } else {
          f.get(sums)
          pushFactors()
          f.op('f64x2.mul').op('f64x2.add')
        }
        f.set(sums)
      },
      () => {
        f.get(value).get(row)
        loadDouble(f, dtype, place.base)
        f.get(other).memory('f64.load').op('f64.mul').op('f64.sub').set(value)
      },
    )
    f.get(value)
    f.get(sums).lane('f64x2.extract_lane', 0).get(sums).lane('f64x2.extract_lane', 1)
    f.op('f64.add').op('f64.sub').set(value)
  }
  const takeFromRest = (): void => {
    f.get(value).op('f64x2.splat').set(splat)
    eachPair(
      f,
      bytes,
      count,
      row,
      other,
      () => {
        f.get(other)
        if (!relaxed) f.get(other).memory('v128.load')
        f.get(row)
        loadPair(f, dtype, place.base)
        f.get(splat)
        if (relaxed) f.get(other).memory('v128.load').op('f64x2.relaxed_nmadd')
        else f.op('f64x2.mul').op('f64x2.sub')
        f.memory('v128.store')
      },
      () => {
        f.get(other).get(other).memory('f64.load').get(row)
        loadDouble(f, dtype, place.base)
        f.get(value).op('f64.mul').op('f64.sub').memory('f64.store')
      },
    )
  }

  f.get(side)
    .i32(8 * first)
    .op('i32.add')
    .set(unknown)
  f.get(place.position)
    .i32(first * (n + 1) * bytes)
    .op('i32.add')
    .set(diagonal)
  f.repeat(n, (step) => {
    f.get(unknown).memory('f64.load').set(value)
    if (!transposed) {
      setPart(step, forward)
      subtractProduct()
    }
    if (!unitDiagonal) {
      f.get(value).get(diagonal)
      loadDouble(f, dtype, place.base)
      f.op('f64.div').set(value)
    }
    f.get(unknown).get(value).memory('f64.store')
    if (transposed) {
      setPart(step, !forward)
      takeFromRest()
    }
    f.get(unknown)
      .i32(8 * sign)
      .op('i32.add')
      .set(unknown)
    f.get(diagonal)
      .i32(sign * (n + 1) * bytes)
      .op('i32.add')
      .set(diagonal)
  })
}
