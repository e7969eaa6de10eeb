import type { Aval } from '../../core/aval.ts'
import { canGenerateCode } from '../../core/code-generation.ts'
import { type DataArray, type DType, isFloat } from '../../core/dtype.ts'
import type { DotDimensions } from '../../core/kernel.ts'
import { create, type NdBuffer } from './buffer.ts'
import { type DotCode, makeDotCode, type Panel, tile } from './dot-code.ts'
import { plainDotCode } from './dot-plain.ts'
import { innerPart, type Side, sideOf } from './dot-sides.ts'
import { otherAxes } from './loops.ts'
import { makeScratch } from './scratch.ts'

const codes: Partial<Record<DType, DotCode>> = {}

const codeOf = (dtype: DType): DotCode => {
  codes[dtype] ??= canGenerateCode() ? makeDotCode(dtype) : plainDotCode(dtype)
  return codes[dtype]
}

const makePanels = (allocate: (size: number) => Panel) => ({
  left: makeScratch(allocate),
  right: makeScratch(allocate),
})

const floatPanels = makePanels((size) => new Float64Array(size))
const integerPanels = makePanels((size) => new Int32Array(size))

/** Elements that a packed operand may take before it is worked through in blocks; half of a usual L2. */
const blockSize = 1 << 17

/** Beyond this length contracted axes are worked through in parts, which keeps panels in the cache. */
const innerChunk = 1 << 13

const isStill = (x: NdBuffer, axes: readonly number[]): boolean =>
  axes.every((axis) => x.stride[axis] === 0 || x.shape[axis] === 1)

/** Where a product goes. */
interface Target {
  readonly data: DataArray
  readonly offset: number
}

/** Multiplies by packed panels, for everything that is not thin. */
const multiplyBlocks = (
  code: DotCode,
  x: Side,
  y: Side,
  { data, offset }: Target,
  floats: boolean,
): void => {
  const m = x.free.length
  const n = y.free.length
  const k = x.inner.length
  const perBlock = Math.max(tile, Math.floor(blockSize / k) & -tile)
  const panels = floats ? floatPanels : integerPanels
  const padded = (size: number) => Math.min(size + tile - 1, perBlock) * k
  const left = panels.left(padded(m))
  const right = panels.right(padded(n))
  let packedLeft = -1
  let packedRight = -1
  for (let b = 0; b < x.batch.length; b++)
    for (let j = 0; j < n; j += perBlock) {
      const columns = Math.min(perBlock, n - j)
      const rightBase = y.batch.positions[b]!
      if (rightBase !== packedRight || n > perBlock)
        code.pack(
          right,
          y.data,
          rightBase,
          y.free.positions.subarray(j),
          columns,
          y.inner.positions,
          k,
        )
      packedRight = rightBase
      for (let i = 0; i < m; i += perBlock) {
        const rows = Math.min(perBlock, m - i)
        const leftBase = x.batch.positions[b]!
        if (leftBase !== packedLeft || m > perBlock)
          code.pack(
            left,
            x.data,
            leftBase,
            x.free.positions.subarray(i),
            rows,
            x.inner.positions,
            k,
          )
        packedLeft = leftBase
        const at = offset + (b * m + i) * n + j
        code.multiply(left, right, rows, columns, k, data, at, n)
      }
    }
}

/** The same for long contracted axes, whose parts are summed. */
const multiplyChunks = (dtype: DType, x: Side, y: Side, output: NdBuffer): void => {
  const floats = isFloat(dtype)
  const make = () => (floats ? new Float64Array(output.size) : new Int32Array(output.size))
  const sum = make()
  const part = { data: make(), offset: 0 }
  const code = codeOf(floats ? 'float64' : dtype === 'bool' ? 'bool' : 'int32')
  for (let start = 0; start < x.inner.length; start += innerChunk) {
    const end = Math.min(start + innerChunk, x.inner.length)
    multiplyBlocks(code, innerPart(x, start, end), innerPart(y, start, end), part, floats)
    if (dtype === 'bool') for (let i = 0; i < sum.length; i++) sum[i]! |= part.data[i]!
    else for (let i = 0; i < sum.length; i++) sum[i]! += part.data[i]!
  }
  output.data.set(sum, output.offset)
}

/** Batches of matrix times vector; false if the matrix is not evenly strided. */
const multiplyVector = (
  code: DotCode,
  matrix: Side,
  vector: Side,
  output: NdBuffer,
  floats: boolean,
): boolean => {
  const { step: s, length: m } = matrix.free
  const { step: t, length: k } = matrix.inner
  if (s === undefined || t === undefined) return false
  const panels = floats ? floatPanels : integerPanels
  const x = panels.right(k)
  const acc = panels.left(m)
  const columns = m > tile && Math.abs(s) < Math.abs(t)
  for (let b = 0; b < matrix.batch.length; b++) {
    const base = vector.batch.positions[b]!
    for (let i = 0; i < k; i++) x[i] = vector.data[base + vector.inner.positions[i]!]!
    const at = output.offset + b * m
    const p = matrix.batch.positions[b]!
    if (columns) code.byColumns(output.data, at, matrix.data, p, s, t, x, m, k, acc)
    else code.byRows(output.data, at, matrix.data, p, s, t, x, m, k)
  }
  return true
}

/** Copies the elements at `base + positions` to `panel`. */
const load = (panel: Panel, { data, free }: Side, base: number): void => {
  const { positions, length } = free
  for (let i = 0; i < length; i++) panel[i] = data[base + positions[i]!]!
}

/** Batches of products of a column by a row. */
const multiplyOuter = (
  code: DotCode,
  x: Side,
  y: Side,
  output: NdBuffer,
  floats: boolean,
): void => {
  const m = x.free.length
  const n = y.free.length
  const panels = floats ? floatPanels : integerPanels
  const left = panels.left(m)
  const right = panels.right(n)
  for (let b = 0; b < x.batch.length; b++) {
    load(left, x, x.batch.positions[b]!)
    load(right, y, y.batch.positions[b]!)
    code.outer(output.data, output.offset + b * m * n, left, m, right, n)
  }
}

/**
 * Batched contraction of operands with any strides, so transposed and broadcast ones are not copied
 * first; writes `output`, row-major in [batch, left free, right free]. Floats accumulate in doubles.
 */
const dotInto = (
  x: NdBuffer,
  y: NdBuffer,
  { contract, batch }: DotDimensions,
  dtype: DType,
  output: NdBuffer,
): void => {
  const { data, offset, size } = output
  if (size === 0 || x.size === 0) {
    data.fill(0, offset, offset + size)
    return
  }
  const xFree = otherAxes(x.shape.length, contract[0], batch[0])
  const yFree = otherAxes(y.shape.length, contract[1], batch[1])
  // Batches that share the right operand are more rows of one product.
  const shared = isStill(y, batch[1])
  const left = shared
    ? sideOf(x, [], [...batch[0], ...xFree], contract[0], 0)
    : sideOf(x, batch[0], xFree, contract[0], 0)
  const right = sideOf(y, shared ? [] : batch[1], yFree, contract[1], 1)
  const code = codeOf(dtype)
  const floats = isFloat(dtype)
  if (left.inner.length === 1) multiplyOuter(code, left, right, output, floats)
  else if (right.free.length === 1 && multiplyVector(code, left, right, output, floats)) return
  else if (left.free.length === 1 && multiplyVector(code, right, left, output, floats)) return
  else if (left.inner.length > 2 * innerChunk) multiplyChunks(dtype, left, right, output)
  else multiplyBlocks(code, left, right, output, floats)
}

/** Batched contraction into a fresh buffer. */
export const dot = (
  x: NdBuffer,
  y: NdBuffer,
  dims: DotDimensions,
  { dtype, shape }: Aval,
): NdBuffer => {
  const output = create(dtype, shape)
  dotInto(x, y, dims, dtype, output)
  return output
}
