import { type Aval, makeAval } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { AxisError } from '../core/errors.ts'
import type { BatchDim, Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { add, convertElementType, div, eq, mul, select } from './arithmetic.ts'
import { reduceMax, reduceMin } from './reduction.ts'
import { iota } from './slicing.ts'
import { broadcastTo, reduceSum, zerosLike } from './structural.ts'

interface NamedParams {
  /** Names of mapped axes, all different. */
  readonly axes: readonly string[]
}

const unbound = (op: string, [axisName]: readonly string[]): never => {
  throw new AxisError(
    op,
    `expected the name of a mapped axis, got '${axisName}', which no vmap around it has; ` +
      `give axisName: '${axisName}' to the vmap`,
  )
}

const without = (axes: readonly string[], axisName: string | undefined): readonly string[] =>
  axes.filter((axis) => axis !== axisName)

/** Reduces over a named axis: over `dim` where the value has it, else over equal copies. */
type NamedReduction = (size: number, x: Tensor, dim: BatchDim) => Tensor

const collective = (
  name: string,
  reduce: NamedReduction,
  linearity: Pick<Primitive<NamedParams>, 'jvp' | 'transpose'>,
): Primitive<NamedParams> => {
  const primitive: Primitive<NamedParams> = {
    name,
    abstract: ([x]) => [x as Aval],
    ...linearity,
    batch: (size, [x], [dim], { axes }, axisName) => {
      const rest = without(axes, axisName)
      const over = (y: Tensor): Tensor =>
        rest.length === 0 ? y : bind1(primitive, [y], { axes: rest })
      return rest.length === axes.length
        ? [[over(x as Tensor)], [dim ?? null]]
        : [[over(reduce(size, x as Tensor, dim ?? null))], [null]]
    },
    lower: ({ axes }) => unbound(name, axes),
    axisNames: ({ axes }) => axes,
  }
  return primitive
}

const psumP: Primitive<NamedParams> = collective(
  'psum',
  (size, x, dim) => (dim === null ? mul(x, scalar(size, x.dtype)) : reduceSum(x, [dim])),
  {
    jvp: ([x], [dx], { axes }) => [[psum(x as Tensor, axes)], [dx ? psum(dx, axes) : null]],
    transpose: ([ct], _, { axes }) => [ct ? psum(ct, axes) : null],
  },
)

const extreme = (name: 'pmax' | 'pmin', reduce: typeof reduceMax): Primitive<NamedParams> => {
  const primitive: Primitive<NamedParams> = collective(
    name,
    (_, x, dim) => (dim === null ? x : reduce(x, [dim])),
    {
      jvp: ([x], [dx], { axes }) => {
        const out = bind1(primitive, [x as Tensor], { axes })
        if (!dx) return [[out], [null]]
        const isExtreme = eq(x as Tensor, out)
        const share = select(
          isExtreme,
          zerosLike(dx),
          broadcastTo(scalar(1, dx.dtype), dx.aval.shape),
        )
        const count = psum(share, axes)
        const tangent = psum(select(isExtreme, zerosLike(dx), dx), axes)
        return [[out], [div(tangent, count)]]
      },
    },
  )
  return primitive
}
const pmaxP = extreme('pmax', reduceMax)
const pminP = extreme('pmin', reduceMin)

const reduceNamed = (
  primitive: Primitive<NamedParams>,
  x: Tensor,
  axes: readonly string[],
): Tensor => (axes.length === 0 ? x : bind1(primitive, [x], { axes }))

/** Sum over mapped axes; the result is the same for all examples. Booleans are counted. */
export const psum = (x: Tensor, axes: readonly string[]): Tensor =>
  reduceNamed(psumP, x.dtype === 'bool' ? convertElementType(x, 'int32') : x, axes)
/** Maximum over mapped axes. */
export const pmax = (x: Tensor, axes: readonly string[]): Tensor => reduceNamed(pmaxP, x, axes)
/** Minimum over mapped axes. */
export const pmin = (x: Tensor, axes: readonly string[]): Tensor => reduceNamed(pminP, x, axes)

/** Position of the example along one mapped axis. */
const axisIndexP: Primitive<NamedParams> = {
  name: 'axis_index',
  abstract: () => [makeAval([], 'int32')],
  jvp: (_, __, params) => [[bind1(axisIndexP, [], params)], [null]],
  batch: (size, _, __, params, axisName) =>
    axisName === params.axes[0]
      ? [[iota('int32', [size])], [0]]
      : [[bind1(axisIndexP, [], params)], [null]],
  lower: ({ axes }) => unbound('axis_index', axes),
  axisNames: ({ axes }) => axes,
}

/** Position of the example along mapped axes, the last of which runs fastest. */
export const axisIndex = (axes: readonly string[]): Tensor =>
  axes.reduce<Tensor>(
    (index, axis, i) => {
      const along = bind1(axisIndexP, [], { axes: [axis] })
      return i === 0 ? along : add(mul(index, psum(scalar(1, 'int32'), [axis])), along)
    },
    scalar(0, 'int32'),
  )
