import { showAval } from '../core/aval.ts'
import { asTensor, describe, isTensorLike } from '../core/convert.ts'
import { ArgumentError, AxisError, ShapeError } from '../core/errors.ts'
import { keeping } from '../core/keeping.ts'
import { checkFunction, checkInteger, checkOptions } from '../core/options.ts'
import { isTensor, type Tensor } from '../core/tensor.ts'
import { callFunction } from '../core/thrown.ts'
import { broadcastPrefix } from '../core/tree.ts'
import { flatten, leafPath, showPath, type TreeDef, unflatten } from '../core/tree-def.ts'
import { batchFlat } from '../interpreters/batch.ts'
import { batchToFront, moveAxis } from '../primitives/structural.ts'
import { nameOf, tensorLeaves } from './flat.ts'
import type { Tensors } from './types.ts'

/** An axis to map over, `null` for none, or a tree of these that is a prefix of what it describes. */
export type Axes = number | null | readonly Axes[] | { readonly [key: string]: Axes }

export interface VmapOptions {
  /** Axes of the arguments to map over: one for all, or a list with one entry (a prefix tree) each. */
  readonly inAxes?: Axes
  /** Where the mapped axis goes in the results; `null` only for results that do not depend on it. */
  readonly outAxes?: Axes
  /** Number of examples; needed only where no argument is mapped. */
  readonly axisSize?: number
  /** A name for the axis, which `lax.psum` and the like may refer to. */
  readonly axisName?: string
}

const isAxis = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && Number.isInteger(value))

const requireAxes = (axes: readonly unknown[], what: string): readonly (number | null)[] => {
  for (const axis of axes)
    if (!isAxis(axis))
      throw new ArgumentError(
        'vmap',
        `expected ${what} of integers, null, or trees of these, got ${describe(axis)}`,
      )
  return axes as readonly (number | null)[]
}

interface Mapped {
  readonly leaf: unknown
  readonly axis: number | null
  /** Where the leaf is, for messages. */
  readonly path: () => string
}

/** Arguments as leaves, each with its axis; leaves that are not mapped stay what they are. */
const mappedLeaves = (
  args: readonly unknown[],
  inAxes: Axes,
): readonly [readonly Mapped[], TreeDef] => {
  if (Array.isArray(inAxes) && inAxes.length !== args.length)
    throw new ArgumentError(
      'vmap',
      `expected inAxes to be an axis or a list with one entry per argument, got ${inAxes.length} ` +
        `entries for ${args.length} arguments`,
    )
  const [leaves, def] = flatten(args)
  const axes = requireAxes(broadcastPrefix(inAxes, args, 'vmap inAxes', isAxis, 'args'), 'inAxes')
  return [
    leaves.map((leaf, i) => ({
      leaf,
      axis: axes[i] as number | null,
      path: () => showPath(leafPath(def, i), 'args'),
    })),
    def,
  ]
}

const normalize = ({ leaf, axis, path }: Mapped): readonly [unknown, number | null] => {
  if (axis === null) return [leaf, null]
  const tensor = isTensorLike(leaf)
    ? asTensor(leaf)
    : asTensor(leaf, 'vmap', path(), 'set its entry of inAxes to null to hand it on whole')
  const positive = axis < 0 ? axis + tensor.ndim : axis
  if (positive < 0 || positive >= tensor.ndim)
    throw new AxisError(
      'vmap',
      `expected an argument of rank at least ${axis < 0 ? -axis : axis + 1} to map over axis ${axis}, ` +
        `got ${isTensor(leaf) ? showAval(tensor) : describe(leaf)} at ${path()}; ` +
        (typeof leaf === 'number' && /\]\[\d+\]$/.test(path())
          ? 'for nested arrays use np.array'
          : 'set its entry of inAxes to null to hand it on whole'),
    )
  return [tensor, positive]
}

const commonSize = (
  values: readonly (readonly [unknown, number | null])[],
  mapped: readonly Mapped[],
  axisSize: number | undefined,
): number => {
  const sizes = values.flatMap(([value, axis], i) =>
    axis === null
      ? []
      : [
          {
            size: (value as Tensor).shape[axis] as number,
            text: () =>
              `axis ${axis} of ${(mapped[i] as Mapped).path()}, ${showAval(value as Tensor)}`,
          },
        ],
  )
  const size = axisSize ?? sizes[0]?.size
  if (size === undefined)
    throw new ArgumentError(
      'vmap',
      'expected at least one mapped argument, got none; give an axis in inAxes, or axisSize',
    )
  const odd = sizes.find((s) => s.size !== size)
  if (odd !== undefined)
    throw new ShapeError(
      'vmap',
      `expected mapped axes of one size, got inconsistent sizes: ${size} (` +
        `${axisSize === undefined ? sizes[0]?.text() : 'axisSize'}) and ${odd.size} (${odd.text()})`,
    )
  return size
}

/** The results with the mapped axis where `outAxes` wants it. */
const placeOutputs = (
  outputs: readonly Tensor[],
  dims: readonly (number | null)[],
  axes: readonly (number | null)[],
  def: TreeDef,
  size: number,
  name: string,
): readonly Tensor[] =>
  outputs.map((value, i) => {
    const dim = dims[i] ?? null
    const axis = axes[i] ?? null
    if (axis === null) {
      if (dim === null) return value
      throw new AxisError(
        'vmap',
        `expected a result that does not depend on the mapped axis where outAxes is null, got one that ` +
          `does at ${showPath(leafPath(def, i), `the result of ${name}`)}; give its axis in outAxes`,
      )
    }
    const front = batchToFront(value, dim, size)
    const place = axis < 0 ? axis + front.ndim : axis
    if (place < 0 || place >= front.ndim)
      throw new AxisError(
        'vmap',
        `expected outAxes from ${-front.ndim} to ${front.ndim - 1} for a result of rank ${front.ndim} ` +
          `with its mapped axis, got ${axis}`,
      )
    return moveAxis(front, 0, place)
  })

/**
 * Vectorizes a function: `f` written for one example is applied to all examples along an axis at once.
 *
 * Shapes: leaves of the arguments have an extra axis at `inAxes`, leaves of the result at `outAxes`.
 * Arguments with axis `null` are handed on whole, whatever they are.
 *
 * @throws ShapeError if mapped sizes differ
 * @throws AxisError for an axis that a value does not have
 * @throws TreeError if `inAxes` or `outAxes` is no prefix of the tree it describes
 * @example
 * const affine = (w: Tensor, x: Tensor) => np.dot(w, x)
 * vmap(affine, { inAxes: [null, 0] })(np.array([1, 2]), np.array([[1, 0], [0, 1]])).toArray() // => [1, 2]
 */
export const vmap = /*@__PURE__*/ keeping(
  'vmap(f, options?)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    options: VmapOptions = {},
  ): ((...args: A) => Tensors<R>) => {
    checkFunction('vmap', f)
    checkOptions('vmap', options, ['inAxes', 'outAxes', 'axisSize', 'axisName'])
    checkInteger('vmap', 'axisSize', options.axisSize, 0)
    const { inAxes = 0, outAxes = 0, axisSize, axisName } = options
    return (...args) => {
      const [mapped, inDef] = mappedLeaves(args, inAxes)
      const values = mapped.map(normalize)
      const size = commonSize(values, mapped, axisSize)
      const isMapped = values.map(([, axis]) => axis !== null)
      const batched = values.filter((_, i) => isMapped[i])
      const paths = mapped.filter((_, i) => isMapped[i]).map(({ path }) => path)
      let outDef: TreeDef | undefined
      let outTree: unknown
      const [outputs, dims] = batchFlat(
        (inputs) => {
          let next = 0
          const leaves = values.map(([leaf, axis]) => (axis === null ? leaf : inputs[next++]))
          outTree = callFunction(f, ...(unflatten(inDef, leaves) as unknown as A))
          const [results, def] = tensorLeaves(outTree, 'vmap', `the result of ${nameOf(f)}`)
          outDef = def
          return results
        },
        size,
        axisName,
        batched.map(([tensor]) => tensor as Tensor),
        batched.map(([, axis]) => axis),
        (i) => `${paths[i]?.()} of ${nameOf(f)}`,
      )
      const def = outDef as unknown as TreeDef
      const axes = requireAxes(
        broadcastPrefix(outAxes, outTree, 'vmap outAxes', isAxis, `the result of ${nameOf(f)}`),
        'outAxes',
      )
      const placed = placeOutputs(outputs, dims, axes, def, size, nameOf(f))
      return unflatten(def, placed) as Tensors<R>
    }
  },
)
