import { range, type Shape } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import type { GatherDimensions } from '../core/kernel.ts'
import type { Tensor } from '../core/tensor.ts'
import * as basic from '../primitives/arithmetic.ts'
import { concatenate, rev, slice } from '../primitives/slicing.ts'
import { broadcastTo, full, reshape } from '../primitives/structural.ts'
import { broadcastShapeOf } from './broadcasting.ts'
import type { Entry } from './index-entries.ts'

/** A range of every axis, as a slice gives it; an axis of an index array is whole. */
export interface Region {
  readonly start: Shape
  readonly step: Shape
  readonly count: Shape
}

/** What indices mean for a tensor of a given shape. */
export interface Indexer {
  /** The part that slices leave. */
  readonly region: Region
  /** Axes with index arrays, counted in the tensor, and their indices, broadcast to one shape. */
  readonly axes: readonly number[]
  readonly arrays: readonly Tensor[]
  /** The shape of the index arrays. */
  readonly arrayShape: Shape
  /** Where their axes are in the result, before new axes are added. */
  readonly place: number
  /** The shape of the result before new axes are added, and after. */
  readonly selected: Shape
  readonly shape: Shape
  /** Whether a plain number beside no arrays is out of range; the region has it clamped. */
  readonly outOfRange: boolean
  /** Where the region starts if such numbers count on from the other end instead. */
  readonly wrappedStart: Shape
}

const asArray = (entry: Entry): Tensor =>
  entry.kind === 'number'
    ? scalar(entry.value, 'int32')
    : (entry as Extract<Entry, { kind: 'array' }>).indices

/** The position that a plain number means, clamped into the axis: negative ones count from the end. */
const clampNumber = (value: number, n: number): number =>
  Math.min(Math.max(value < 0 ? value + n : value, 0), Math.max(0, n - 1))

/** The position that a plain number means, counted on from the other end where it is out of range. */
const wrapNumber = (value: number, n: number): number => (n === 0 ? 0 : ((value % n) + n) % n)

/** Whether index arrays are next to each other, so that their axes stay where the first one was. */
const areAdjacent = (isArray: readonly boolean[]): boolean => {
  const first = isArray.indexOf(true)
  const last = isArray.lastIndexOf(true)
  return isArray.slice(first, last + 1).every(Boolean)
}

/** Works out what entries select from a tensor of a shape. Plain numbers beside arrays count as arrays. */
export const planIndices = (op: string, shape: Shape, entries: readonly Entry[]): Indexer => {
  const hasArrays = entries.some(({ kind }) => kind === 'array')
  const isArray = entries.map(({ kind }) => kind === 'array' || (hasArrays && kind === 'number'))
  const start: number[] = []
  const wrappedStart: number[] = []
  const step: number[] = []
  const count: number[] = []
  const axes: number[] = []
  const arrays: Tensor[] = []
  let outOfRange = false
  let axis = 0
  for (const entry of entries) {
    if (entry.kind === 'new') continue
    const n = shape[axis] as number
    if (entry.kind === 'number') outOfRange ||= entry.value >= n || entry.value < -n
    const isPlain = entry.kind === 'number' && !hasArrays
    wrappedStart.push(
      isPlain ? wrapNumber(entry.value, n) : entry.kind === 'slice' ? entry.start : 0,
    )
    if (entry.kind === 'slice') {
      start.push(entry.start)
      step.push(entry.step)
      count.push(entry.count)
    } else if (isPlain) {
      start.push(clampNumber(entry.value, n))
      step.push(1)
      count.push(Math.min(1, n))
    } else {
      start.push(0)
      step.push(1)
      count.push(n)
      axes.push(axis)
      arrays.push(asArray(entry))
    }
    axis++
  }
  const arrayShape = broadcastShapeOf(op, arrays)
  const adjacent = areAdjacent(isArray)
  const selected: number[] = []
  const withNew: number[] = []
  let place = -1
  const putArrays = (): void => {
    if (place >= 0) return
    place = selected.length
    selected.push(...arrayShape)
    withNew.push(...arrayShape)
  }
  if (hasArrays && !adjacent) putArrays()
  axis = 0
  entries.forEach((entry, i) => {
    if (entry.kind === 'new') withNew.push(1)
    else if (isArray[i]) putArrays()
    else if (entry.kind === 'slice') {
      selected.push(count[axis] as number)
      withNew.push(count[axis] as number)
    }
    if (entry.kind !== 'new') axis++
  })
  return {
    region: { start, step, count },
    axes,
    arrays: arrays.map((a) => broadcastTo(a, arrayShape)),
    arrayShape,
    place: Math.max(0, place),
    selected,
    shape: withNew,
    outOfRange: outOfRange && !hasArrays,
    wrappedStart,
  }
}

/** Whether a region is all of a tensor, in order. */
export const isWhole = ({ start, step, count }: Region, shape: Shape): boolean =>
  shape.every((n, i) => start[i] === 0 && step[i] === 1 && count[i] === n)

/** Axes that a region runs through backwards. */
export const backwards = ({ step }: Region): readonly number[] =>
  range(step.length).filter((i) => (step[i] as number) < 0)

/** Where a region starts and ends in increasing order, with positive strides. */
export const increasing = ({ start, step, count }: Region) => {
  const low = start.map((from, i) => {
    const by = step[i] as number
    return by < 0 ? from + ((count[i] as number) - 1) * by : from
  })
  const strides = step.map(Math.abs)
  const limit = low.map((from, i) => {
    const n = count[i] as number
    return n === 0 ? from : from + (n - 1) * (strides[i] as number) + 1
  })
  return { low, limit, strides }
}

/** The elements of a region. */
export const sliceRegion = (x: Tensor, region: Region): Tensor => {
  const { low, limit, strides } = increasing(region)
  return rev(slice(x, low, limit, strides), backwards(region))
}

/** Index arrays as index vectors, where negative indices count from the end of `shape`. */
export const indexVectors = (
  { axes, arrays, arrayShape }: Indexer,
  shape: Shape,
  wrapNegative = true,
): Tensor => {
  const columns = arrays.map((a, i) => {
    const n = full([], shape[axes[i] as number] as number, 'int32')
    const counted = wrapNegative
      ? basic.select(basic.lt(a, scalar(0, 'int32')), a, basic.add(a, n))
      : a
    return reshape(counted, [...arrayShape, 1])
  })
  return concatenate(columns, arrayShape.length)
}

/** How index vectors address a tensor of a rank whose other axes are taken whole. */
export const gatherDimensions = (
  { axes, arrayShape, place }: Indexer,
  rank: number,
): GatherDimensions => {
  const others = rank - axes.length
  return {
    offsetDims: range(others).map((i) => (i < place ? i : i + arrayShape.length)),
    collapsed: axes,
    startIndexMap: axes,
    operandBatch: [],
    indicesBatch: [],
  }
}
