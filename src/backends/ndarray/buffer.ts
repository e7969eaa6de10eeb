import type { NdArray } from 'ndarray'
import { rowMajor, type Shape, sizeOf } from '../../core/aval.ts'
import { allocate, bytesOf, type DataArray, type DType, dtypes } from '../../core/dtype.ts'
import { makeView, type ViewClass, viewClass } from '../../core/view.ts'
import { assign } from './assign.ts'

/** Where this backend keeps a tensor: a strided view of host memory, booleans as bytes. */
export type NdBuffer = NdArray<DataArray>

const viewRanks = 5

/**
 * The classes of views by dtype and rank, each made when it is first needed. The generic entry of
 * `ndarray` looks them up by the type of the data on every call, which costs more than a small kernel's loop.
 */
const viewClasses = Object.fromEntries(
  dtypes.map((dtype) => [dtype, new Array<ViewClass | undefined>(viewRanks).fill(undefined)]),
) as unknown as Readonly<Record<DType, (ViewClass | undefined)[]>>

const makeClass = (dtype: DType, rank: number): ViewClass => {
  const made = viewClass(allocate(dtype, 1), rank)
  viewClasses[dtype][rank] = made
  return made
}

/** A view of `data` with the given strides. */
export const view = (
  dtype: DType,
  data: DataArray,
  shape: Shape,
  stride: readonly number[],
  offset: number,
): NdBuffer => {
  const rank = shape.length
  if (rank >= viewRanks) return makeView(data, [...shape], [...stride], offset)
  const View = viewClasses[dtype][rank] ?? makeClass(dtype, rank)
  switch (rank) {
    case 0:
      return new View(data, offset)
    case 1:
      return new View(data, shape[0]!, stride[0]!, offset)
    case 2:
      return new View(data, shape[0]!, shape[1]!, stride[0]!, stride[1]!, offset)
    default:
      return new View(data, ...shape, ...stride, offset)
  }
}

/** A row-major view of `data` from `offset` on. */
export const denseView = (
  dtype: DType,
  data: DataArray,
  shape: Shape,
  offset: number,
): NdBuffer => {
  const rank = shape.length
  if (rank > 2) return view(dtype, data, shape, rowMajor(shape), offset)
  const View = viewClasses[dtype][rank] ?? makeClass(dtype, rank)
  switch (rank) {
    case 0:
      return new View(data, offset)
    case 1:
      return new View(data, shape[0]!, 1, offset)
    default:
      return new View(data, shape[0]!, shape[1]!, shape[1]!, 1, offset)
  }
}

const slabBytes = 8192
const largestInSlab = 1024
/** Up to this size V8 keeps a typed array's elements in its own heap, which is cheap. */
const inlineBytes = 64

interface Slab {
  data: DataArray
  used: number
}

const slabs = Object.fromEntries(
  dtypes.map((dtype) => [dtype, { data: allocate(dtype, 0), used: 0 }]),
) as unknown as Readonly<Record<DType, Slab>>

/**
 * A fresh zero-filled row-major buffer. Small ones are cut from a shared slab, since a typed array
 * outside V8's heap costs several times a small kernel's loop; slabs are never reused, so buffers never
 * share elements.
 */
export const create = (dtype: DType, shape: Shape): NdBuffer => {
  const size = sizeOf(shape)
  const slab = slabs[dtype]
  const bytes = size * bytesOf(dtype)
  if (bytes <= inlineBytes || bytes > largestInSlab)
    return denseView(dtype, allocate(dtype, size), shape, 0)
  if (slab.used + size > slab.data.length) {
    slab.data = allocate(dtype, slabBytes / bytesOf(dtype))
    slab.used = 0
  }
  const offset = slab.used
  slab.used += size
  return denseView(dtype, slab.data, shape, offset)
}

/** Whether the elements lie in row-major order without gaps. */
export const isDense = ({ shape, stride }: NdBuffer): boolean => {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const n = shape[axis]!
    if (n !== 1 && stride[axis] !== step) return false
    step *= n
  }
  return true
}

/** Whether all elements are one: rank 0, or a broadcast of it. */
export const isUniform = ({ stride }: NdBuffer): boolean => {
  for (let axis = 0; axis < stride.length; axis++) if (stride[axis] !== 0) return false
  return true
}

/** Copies elements between buffers of one shape; writes `target`. */
export const copyTo = (target: NdBuffer, source: NdBuffer): void => {
  const size = sizeOf(target.shape)
  if (size === 0) return
  const to = target.offset
  const from = source.offset
  if (!isDense(target)) assign(target, source)
  else if (isDense(source)) target.data.set(source.data.subarray(from, from + size), to)
  else if (isUniform(source)) target.data.fill(source.data[from]!, to, to + size)
  else assign(target, source)
}

/** A row-major copy. */
export const copyOf = (dtype: DType, source: NdBuffer): NdBuffer => {
  const target = create(dtype, source.shape)
  copyTo(target, source)
  return target
}

/** The buffer itself if it is row-major, else a copy that is. */
export const dense = (dtype: DType, buffer: NdBuffer): NdBuffer =>
  isDense(buffer) ? buffer : copyOf(dtype, buffer)

/** The elements in row-major order, as an array of their own. */
export const toData = (dtype: DType, buffer: NdBuffer): DataArray => {
  const size = sizeOf(buffer.shape)
  if (isDense(buffer)) return buffer.data.slice(buffer.offset, buffer.offset + size)
  const data = allocate(dtype, size)
  copyTo(denseView(dtype, data, buffer.shape, 0), buffer)
  return data
}
