import { type Aval, makeAval } from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { AxisError } from '../core/errors.ts'
import type { BatchDim, Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { convertElementType, div, eq, mul, select } from './arithmetic.ts'
import { reduceMax, reduceMin } from './reduction.ts'
import { iota } from './slicing.ts'
import { broadcastTo, reduceSum, zerosLike } from './structural.ts'

interface NamedParams {
  readonly axisName: string
}

const unbound = (op: string, axisName: string): never => {
  throw new AxisError(
    op,
    `expected the name of a mapped axis, got '${axisName}', which no vmap around it has; ` +
      `give axisName: '${axisName}' to the vmap`,
  )
}

/** Reduces over the named axis: over `dim` where the value has it, else over equal copies. */
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
    batch: (size, [x], [dim], params, axisName) =>
      axisName === params.axisName
        ? [[reduce(size, x as Tensor, dim ?? null)], [null]]
        : [[bind1(primitive, [x as Tensor], params)], [dim ?? null]],
    lower: ({ axisName }) => unbound(name, axisName),
    axisNames: ({ axisName }) => [axisName],
  }
  return primitive
}

const psumP: Primitive<NamedParams> = collective(
  'psum',
  (size, x, dim) => (dim === null ? mul(x, scalar(size, x.dtype)) : reduceSum(x, [dim])),
  {
    jvp: ([x], [dx], { axisName }) => [
      [psum(x as Tensor, axisName)],
      [dx ? psum(dx, axisName) : null],
    ],
    transpose: ([ct], _, { axisName }) => [ct ? psum(ct, axisName) : null],
  },
)

const extreme = (name: 'pmax' | 'pmin', reduce: typeof reduceMax): Primitive<NamedParams> => {
  const primitive: Primitive<NamedParams> = collective(
    name,
    (_, x, dim) => (dim === null ? x : reduce(x, [dim])),
    {
      jvp: ([x], [dx], { axisName }) => {
        const out = bind1(primitive, [x as Tensor], { axisName })
        if (!dx) return [[out], [null]]
        const isExtreme = eq(x as Tensor, out)
        const share = select(isExtreme, zerosLike(dx), broadcastTo(scalar(1, dx.dtype), dx.shape))
        const count = psum(share, axisName)
        const tangent = psum(select(isExtreme, zerosLike(dx), dx), axisName)
        return [[out], [div(tangent, count)]]
      },
    },
  )
  return primitive
}
const pmaxP = extreme('pmax', reduceMax)
const pminP = extreme('pmin', reduceMin)

/** Sum over a mapped axis; the result is the same for all examples. Booleans are counted. */
export const psum = (x: Tensor, axisName: string): Tensor =>
  bind1(psumP, [x.dtype === 'bool' ? convertElementType(x, 'int32') : x], { axisName })
/** Maximum over a mapped axis. */
export const pmax = (x: Tensor, axisName: string): Tensor => bind1(pmaxP, [x], { axisName })
/** Minimum over a mapped axis. */
export const pmin = (x: Tensor, axisName: string): Tensor => bind1(pminP, [x], { axisName })

/** Position of the example along a mapped axis. */
const axisIndexP: Primitive<NamedParams> = {
  name: 'axis_index',
  abstract: () => [makeAval([], 'int32')],
  jvp: (_, __, params) => [[bind1(axisIndexP, [], params)], [null]],
  batch: (size, _, __, params, axisName) =>
    axisName === params.axisName
      ? [[iota('int32', [size])], [0]]
      : [[bind1(axisIndexP, [], params)], [null]],
  lower: ({ axisName }) => unbound('axis_index', axisName),
  axisNames: ({ axisName }) => [axisName],
}
export const axisIndex = (axisName: string): Tensor => bind1(axisIndexP, [], { axisName })
