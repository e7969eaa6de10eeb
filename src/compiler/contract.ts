import { range, type Shape, sizeOf } from '../core/aval.ts'
import { collapse } from './axes.ts'
import type { Step } from './block.ts'
import type { Anchor } from './group.ts'
import type { Contraction, Result, View } from './kernels.ts'
import { copyLoop } from './loops.ts'
import { type ArrayView, denseView } from './views.ts'

/** An axis of a product: its size and the steps of both factors. */
interface ProductAxis {
  readonly size: number
  readonly lhs: number
  readonly rhs: number
}

/** The axes of a product by their part in it, without those of size 1. */
export interface ProductAxes {
  readonly batch: readonly ProductAxis[]
  readonly m: readonly ProductAxis[]
  readonly n: readonly ProductAxis[]
  readonly k: readonly ProductAxis[]
}

const isLarge = ({ size }: ProductAxis): boolean => size !== 1

/** The axes of a general dot product: those of its output are batch, `m`, `n`, in this order. */
export const productAxes = ({ dims: { batch, contract }, lhs, rhs }: Anchor): ProductAxes => {
  const pairs = (axes: readonly [readonly number[], readonly number[]]): ProductAxis[] =>
    axes[0].map((axis, i) => ({
      size: lhs.shape[axis]!,
      lhs: lhs.strides[axis]!,
      rhs: rhs.strides[axes[1][i]!]!,
    }))
  const free = ({ shape }: ArrayView, side: 0 | 1): number[] =>
    range(shape.length).filter(
      (axis) => !batch[side].includes(axis) && !contract[side].includes(axis),
    )
  return {
    batch: pairs(batch).filter(isLarge),
    m: free(lhs, 0)
      .map((axis) => ({ size: lhs.shape[axis]!, lhs: lhs.strides[axis]!, rhs: 0 }))
      .filter(isLarge),
    n: free(rhs, 1)
      .map((axis) => ({ size: rhs.shape[axis]!, lhs: 0, rhs: rhs.strides[axis]! }))
      .filter(isLarge),
    k: pairs(contract).filter(isLarge),
  }
}

const count = (axes: readonly ProductAxis[]): number => sizeOf(axes.map(({ size }) => size))

/** Cycles that an element costs which is read or written lane by lane, against a multiplication's share. */
const strided = 6
const packed = 5

/**
 * Whether the roles of the factors are better exchanged, so that the free axis of the left one is
 * vectorized: that needs unit steps in the other factor, in the results that have a place, and in the
 * operands of the expressions.
 */
const shouldSwap = (
  { batch, m, n, k }: ProductAxes,
  arrays: readonly (readonly number[])[],
): boolean => {
  const output = count(batch) * count(m) * count(n)
  const cost = (
    vector: readonly ProductAxis[],
    rows: readonly ProductAxis[],
    side: 'lhs' | 'rhs',
    place: number,
  ): number => {
    const last = vector.at(-1)
    const width = last?.size ?? 1
    const waste = (Math.ceil(width / 4) * 4) / width
    const pack =
      last?.[side] === 1 || last === undefined
        ? 0
        : count(batch.filter((axis) => axis[side] !== 0)) * count(vector) * count(k) * packed
    const unaligned = arrays.filter((strides) => ![0, 1].includes(strides[place] ?? 0)).length
    const small = Math.min(1, count(rows) / 4)
    return (output * count(k) * waste) / (0.5 + 0.5 * small) + pack + unaligned * output * strided
  }
  const mPlace = batch.length + m.length - 1
  const nPlace = batch.length + m.length + n.length - 1
  return (
    cost(m, n, 'lhs', m.length === 0 ? -1 : mPlace) <
    cost(n, m, 'rhs', n.length === 0 ? -1 : nPlace)
  )
}

/** Axes of the space in the order in which a result without a place of its own should lie in memory. */
export const productOrder = (
  axes: ProductAxes,
  arrays: readonly (readonly number[])[],
): { readonly swapped: boolean; readonly order: readonly number[] } => {
  const swapped = shouldSwap(axes, arrays)
  const batch = range(axes.batch.length)
  const m = range(axes.m.length, batch.length)
  const n = range(axes.n.length, batch.length + m.length)
  return { swapped, order: swapped ? [...batch, ...n, ...m] : [...batch, ...m, ...n] }
}

/**
 * A factor copied so that its axes lie in the given order, which makes one axis of those from `firstK` on. Of the others
 * those that repeat elements still do.
 */
const copyFactor = (
  view: View,
  axes: readonly ProductAxis[],
  side: 'lhs' | 'rhs',
  firstK: number,
): { readonly step: Step; readonly view: View; readonly strides: readonly number[] } => {
  const used = axes.filter((axis, i) => i >= firstK || axis[side] !== 0 || axis.size === 0)
  const shape = used.map(({ size }) => size)
  const buffer = { dtype: view.buffer.dtype, size: sizeOf(shape) }
  const target = denseView(buffer, shape)
  const source: ArrayView = { ...view, shape, strides: used.map((axis) => axis[side]) }
  let next = 0
  return {
    step: copyLoop(source, target),
    view: target,
    strides: axes.map((axis) => (used.includes(axis) ? target.strides[next++]! : 0)),
  }
}

/** Whether neighbouring axes can be one for a factor. */
const isEven = (axes: readonly ProductAxis[], side: 'lhs' | 'rhs'): boolean =>
  axes.every((axis, i) => i === 0 || axes[i - 1]![side] === axis[side] * axis.size)

/**
 * Brings a product and the expressions that follow it into the form of `Contraction`, the last of the steps. `operands` and the
 * views of `results` have the steps along the axes of the space: batch, `m`, `n`.
 */
export const arrangeContraction = (
  anchor: Anchor,
  axes: ProductAxes,
  swapped: boolean,
  operands: readonly View[],
  results: readonly Result[],
): readonly Step[] => {
  const steps: Step[] = []
  let { batch, m, n, k } = axes
  let lhs: View = anchor.lhs
  let rhs: View = anchor.rhs
  for (const side of ['lhs', 'rhs'] as const) {
    if (isEven(k, side)) continue
    const free = side === 'lhs' ? m : n
    const all = [...batch, ...free, ...k]
    const firstK = batch.length + free.length
    const copy = copyFactor(side === 'lhs' ? lhs : rhs, all, side, firstK)
    steps.push(copy.step)
    const moved = all.map((axis, i) => ({ ...axis, [side]: copy.strides[i]! }))
    batch = moved.slice(0, batch.length)
    k = moved.slice(firstK)
    const movedFree = moved.slice(batch.length, firstK)
    if (side === 'lhs') {
      lhs = copy.view
      m = movedFree
    } else {
      rhs = copy.view
      n = movedFree
    }
  }
  const shape: Shape = [...batch, ...m, ...n].map(({ size }) => size)
  const views = [...operands, ...results.map(({ view }) => view)]
  const all = {
    shape,
    strides: [
      [...batch, ...m, ...n].map((axis) => axis.lhs),
      [...batch, ...m, ...n].map((axis) => axis.rhs),
      ...views.map(({ strides }) => strides),
    ],
  }
  const ends = [batch.length, batch.length + m.length]
  const joined = collapse(all, (axis) => !ends.includes(axis + 1))
  const part = (axis: number): 'batch' | 'm' | 'n' =>
    axis < ends[0]! ? 'batch' : axis < ends[1]! ? 'm' : 'n'
  const places = joined.from.map((axis, place) => ({ place, part: part(axis) }))
  // Only one axis of either factor can be the matrix's; outer ones are as good as batches.
  const innermost = (wanted: 'm' | 'n'): number | undefined =>
    places.filter((axis) => axis.part === wanted).at(-1)?.place
  const mPlace = innermost('m')
  const nPlace = innermost('n')
  const batchPlaces = places
    .map(({ place }) => place)
    .filter((place) => place !== mPlace && place !== nPlace)
  const sizeAt = (place: number | undefined): number =>
    place === undefined ? 1 : joined.shape[place]!
  const stepAt = (array: number, place: number | undefined): number =>
    place === undefined ? 0 : joined.strides[array]![place]!
  const kLast = k.at(-1)
  const kSize = count(k)
  const [rows, columns] = swapped ? [nPlace, mPlace] : [mPlace, nPlace]
  const [left, right] = swapped ? [1, 0] : [0, 1]
  const [leftView, rightView] = swapped ? [rhs, lhs] : [lhs, rhs]
  const [leftK, rightK] = [kLast?.lhs ?? 0, kLast?.rhs ?? 0]
  const along = (array: number, tail: readonly number[]): number[] => [
    ...batchPlaces.map((place) => stepAt(array, place)),
    ...tail,
  ]
  const viewAt = (view: View, i: number): View => ({
    buffer: view.buffer,
    offset: view.offset,
    strides: along(i + 2, [stepAt(i + 2, rows), stepAt(i + 2, columns)]),
  })
  const contraction: Contraction = {
    kind: 'contraction',
    dtype: leftView.buffer.dtype,
    batch: batchPlaces.map(sizeAt),
    m: sizeAt(rows),
    n: sizeAt(columns),
    k: kSize,
    lhs: {
      buffer: leftView.buffer,
      offset: leftView.offset,
      strides: along(left, [stepAt(left, rows), swapped ? rightK : leftK]),
    },
    rhs: {
      buffer: rightView.buffer,
      offset: rightView.offset,
      strides: along(right, [swapped ? leftK : rightK, stepAt(right, columns)]),
    },
    operands: operands.map(viewAt),
    results: results.map((result, i) => ({
      ...result,
      view: viewAt(result.view, operands.length + i),
    })),
  }
  return [...steps, contraction]
}
