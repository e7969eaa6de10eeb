import type { Shape } from '../core/aval.ts'
import { makeArray } from './arrays.ts'
import { layout, memoryOrder } from './axes.ts'
import { invert, mapStrides, squeeze, squeezeStrides, unsqueezeStrides } from './bijection.ts'
import type { Step } from './block.ts'
import { arrangeContraction, productAxes, productOrder } from './contract.ts'
import type { Value } from './graph.ts'
import type { Group, Member } from './group.ts'
import type { Buffer, Result, View } from './kernels.ts'
import { arrangeLoop } from './loops.ts'
import type { Readers } from './readers.ts'
import { type ArrayView, rowMajor } from './views.ts'

/** What running a group takes, and where the values are then that others need. */
interface Run {
  readonly steps: readonly Step[]
  readonly places: ReadonlyMap<Value, ArrayView>
}

const placeIn = (
  buffer: Buffer,
  { aval: { shape } }: Value,
  strides: readonly number[],
): ArrayView => ({
  buffer,
  offset: 0,
  shape,
  strides: unsqueezeStrides(shape, strides),
})

/** The dense layout of some axes of a space, in the order in which the space lies in memory. */
const keptLayout = (space: Shape, kept: readonly number[], order: readonly number[]): number[] =>
  layout(
    kept.map((axis) => space[axis]!),
    order.filter((axis) => kept.includes(axis)).map((axis) => kept.indexOf(axis)),
  )

/** What a group only reads needs no second place. */
const readOnly = (
  { operands }: Group,
  { value: { op, value: index }, map }: Member,
  value: Value,
): ArrayView | undefined => {
  const operand = op === 'arg' ? operands[index]! : undefined
  if (operand === undefined || !('buffer' in operand)) return undefined
  const strides = mapStrides(map, operand.strides)
  return strides && { ...placeIn(operand.buffer, value, strides), offset: operand.offset }
}

/** The kernel of a group, which stores what its readers need in the layouts that suit them. */
export const runGroup = (group: Group, { isNeeded, wantedStrides }: Readers): Run => {
  const { space, anchor } = group
  const arrays = group.operands.flatMap((operand) => ('buffer' in operand ? [operand.strides] : []))
  const places = new Map<Value, ArrayView>()
  const needed = [...group.members].filter(([value, member]) => {
    if (!isNeeded(value, group.nodes)) return false
    const view = readOnly(group, member, value)
    if (view !== undefined) places.set(value, view)
    return view === undefined
  })
  // Steps along the group's axes, where a value wants a certain layout.
  const wanted = needed.map(([value, { map }]) => {
    const steps = wantedStrides(value)
    return steps && mapStrides(invert(map), squeezeStrides(value.aval.shape, steps))
  })
  const fixed = [...arrays, ...wanted.filter((steps) => steps !== undefined)]
  const axes = anchor && productAxes(anchor)
  const product = axes && productOrder(axes, fixed)
  const order = product?.order ?? memoryOrder(space, arrays)
  const free = layout(space, order)
  const results: Result[] = []
  needed.forEach(([value, member], i) => {
    const { map } = member
    const own = wanted[i] ?? (mapStrides(map, free) ? free : undefined)
    const strides = own ?? mapStrides(invert(map), rowMajor(squeeze(value.aval.shape)))!
    const { buffer } = makeArray(value.aval)
    results.push({ value: member.value, view: { buffer, offset: 0, strides } })
    places.set(value, placeIn(buffer, value, mapStrides(map, strides)!))
  })
  const reduced = group.reduced ?? []
  const kept = [...space.keys()].filter((axis) => !reduced.includes(axis))
  const dense = keptLayout(space, kept, order)
  for (const [value, reduction] of group.reductions) {
    if (!isNeeded(value, new Set())) continue
    const steps = wantedStrides(value)
    const inKept =
      (steps && mapStrides(invert(reduction.map), squeezeStrides(value.aval.shape, steps))) ?? dense
    const { buffer } = makeArray(value.aval)
    const strides = space.map((_, axis) =>
      reduced.includes(axis) ? 0 : inKept[kept.indexOf(axis)]!,
    )
    const view = { buffer, offset: 0, strides }
    results.push({ value: reduction.value, view, reduce: reduction.op })
    places.set(value, placeIn(buffer, value, mapStrides(reduction.map, inKept)!))
  }
  if (results.length === 0) return { steps: [], places }
  if (anchor !== undefined && axes !== undefined && product !== undefined) {
    const operands = group.operands.filter((operand): operand is View => 'buffer' in operand)
    return { steps: arrangeContraction(anchor, axes, product.swapped, operands, results), places }
  }
  const operands = group.operands.map((operand) => ('product' in operand ? { axis: 0 } : operand))
  const reduces = results.some(({ reduce }) => reduce !== undefined)
  const loop = arrangeLoop({ shape: space, reduced: reduces ? reduced : [], operands, results })
  return { steps: [loop], places }
}
