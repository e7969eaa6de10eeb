import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import type { Place } from './runs.ts'

export type FloatType = 'float32' | 'float64'

/** A matrix of doubles in scratch memory. Rows end in at least one element that code may overwrite. */
export interface Matrix {
  readonly address: Local
  readonly rows: number
  readonly columns: number
  readonly rowBytes: number
}

export const scratchMatrix = (address: Local, rows: number, columns: number): Matrix => ({
  address,
  rows,
  columns,
  rowBytes: 8 * (columns + 2 - (columns % 2)),
})

const addTo = (f: FunctionBuilder, local: Local, bytes: number): void => {
  f.get(local).i32(bytes).op('i32.add').set(local)
}

/** Pushes two neighbouring elements, as doubles, from the address on the stack. */
export const loadPair = (f: FunctionBuilder, dtype: FloatType, offset: number): void => {
  if (dtype === 'float64') f.memory('v128.load', offset)
  else f.memory('v128.load64_zero', offset).op('f64x2.promote_low_f32x4')
}

/** Pushes a double from the address on the stack. */
export const loadDouble = (f: FunctionBuilder, dtype: FloatType, offset: number): void => {
  if (dtype === 'float64') f.memory('f64.load', offset)
  else f.memory('f32.load', offset).op('f64.promote_f32')
}

/** Reads a row-major matrix of `dtype`; what it leaves behind the ends of rows is finite if that matrix is. */
export const loadMatrix = (
  f: FunctionBuilder,
  dtype: FloatType,
  from: Place,
  { address, rows, columns, rowBytes }: Matrix,
): void => {
  const bytes = dtype === 'float64' ? 8 : 4
  const source = f.local(i32)
  const row = f.local(i32)
  const target = f.local(i32)
  f.get(from.position).set(source)
  f.get(address).set(row)
  f.repeat(rows, () => {
    f.get(row).set(target)
    f.repeat(Math.ceil(columns / 2), () => {
      f.get(target).get(source)
      loadPair(f, dtype, from.base)
      f.memory('v128.store')
      addTo(f, source, 2 * bytes)
      addTo(f, target, 16)
    })
    if (columns % 2 === 0) f.get(target).zeroVector().memory('v128.store')
    else addTo(f, source, -bytes)
    addTo(f, row, rowBytes)
  })
}

/** Writes a row-major matrix of `dtype`. */
export const storeMatrix = (
  f: FunctionBuilder,
  dtype: FloatType,
  to: Place,
  { address, rows, columns, rowBytes }: Matrix,
): void => {
  const bytes = dtype === 'float64' ? 8 : 4
  const target = f.local(i32)
  const row = f.local(i32)
  const source = f.local(i32)
  f.get(to.position).set(target)
  f.get(address).set(row)
  f.repeat(rows, () => {
    f.get(row).set(source)
    f.repeat(Math.floor(columns / 2), () => {
      f.get(target).get(source).memory('v128.load')
      if (dtype === 'float64') f.memory('v128.store', to.base)
      else f.op('f32x4.demote_f64x2_zero').memoryLane('v128.store64_lane', 0, to.base)
      addTo(f, source, 16)
      addTo(f, target, 2 * bytes)
    })
    if (columns % 2 === 1) {
      f.get(target).get(source).memory('f64.load')
      if (dtype === 'float64') f.memory('f64.store', to.base)
      else f.op('f32.demote_f64').memory('f32.store', to.base)
      addTo(f, target, bytes)
    }
    addTo(f, row, rowBytes)
  })
}

/** Rows that are updated at once. */
const block = 4

/**
 * Appends `a[i,j] -= factor(i) * source[j]` for rows from the one whose element in the pivot's column is at the address
 * `row` up to the one at `lastRow`, not included, and columns behind the pivot's. `row` is counted on.
 */
export const subtractOuterProduct = (
  f: FunctionBuilder,
  relaxed: boolean,
  rowBytes: number,
  row: Local,
  lastRow: Local,
  source: Local,
  /** Pushes the factor of the row that many bytes on. */
  pushFactor: (offset: number) => void,
  /** Pushes the address of the end of the first of `rows` rows. */
  pushEnd: (rows: number) => void,
): void => {
  const target = f.local(i32)
  const end = f.local(i32)
  const other = f.local(i32)
  const pair = f.local(v128)
  const factors = Array.from({ length: block }, () => f.local(v128))
  const update = (rows: number): void => {
    const own = factors.slice(0, rows)
    own.forEach((factor, i) => {
      pushFactor(i * rowBytes)
      f.op('f64x2.splat').set(factor)
    })
    f.get(row).i32(8).op('i32.add').set(target)
    f.get(source).set(other)
    pushEnd(rows)
    f.set(end)
    f.count(target, { local: end }, 16, () => {
      f.get(other).memory('v128.load').set(pair)
      own.forEach((factor, i) => {
        const at = i * rowBytes
        f.get(target)
        if (relaxed)
          f.get(factor).get(pair).get(target).memory('v128.load', at).op('f64x2.relaxed_nmadd')
        else
          f.get(target)
            .memory('v128.load', at)
            .get(factor)
            .get(pair)
            .op('f64x2.mul')
            .op('f64x2.sub')
        f.memory('v128.store', at)
      })
      addTo(f, other, 16)
    })
    addTo(f, row, rows * rowBytes)
  }
  const whileRows = (rows: number): void => {
    f.block(() => {
      f.loop(() => {
        f.get(row)
          .i32((rows - 1) * rowBytes)
          .op('i32.add')
          .get(lastRow)
        f.op('i32.ge_u').brIf(1)
        update(rows)
        f.br(0)
      })
    })
  }
  whileRows(block)
  whileRows(1)
}
