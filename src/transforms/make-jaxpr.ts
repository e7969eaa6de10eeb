import { type Aval, makeAval } from '../core/aval.ts'
import { checked } from '../core/checked.ts'
import { describe } from '../core/describe.ts'
import { type DType, dtypes, isDType } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import { inspectable, inspectSymbol } from '../core/inspect.ts'
import { checkFunction } from '../core/options.ts'
import { printProgram } from '../core/print.ts'
import type { ClosedProgram } from '../core/program.ts'
import type { MapTree } from '../core/tree.ts'
import { flatten, unflatten } from '../core/tree-def.ts'
import { stage } from '../interpreters/stage.ts'
import { argumentPaths, flattenFunction, tensorLeaves } from './flat.ts'

/** The program of a function, which prints as JAX's jaxpr. */
export interface Jaxpr extends ClosedProgram {
  readonly toString: () => string
}

/** A shape and dtype without a value; stands for a tensor in `evalShape`. */
export class ShapeDtypeStruct {
  readonly shape: readonly number[]
  readonly dtype: DType

  constructor(shape: readonly number[], dtype: DType) {
    if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
      throw new ShapeError(
        'ShapeDtypeStruct',
        'expected a shape of integers of at least 0, got ' +
          (Array.isArray(shape) ? `[${shape.map(String).join(', ')}]` : describe(shape)),
      )
    if (!isDType(dtype))
      throw new DtypeError(
        'ShapeDtypeStruct',
        `expected one of the dtypes ${dtypes.join(', ')}, got ${describe(dtype)}`,
      )
    this.shape = Object.freeze([...shape])
    this.dtype = dtype
  }

  toString(): string {
    return `ShapeDtypeStruct([${this.shape.join(', ')}], ${this.dtype})`
  }

  /** @internal */
  [inspectSymbol](): string {
    return this.toString()
  }
}

/** Avals of arguments that are tensors or stand for some. */
const argumentAvals = (args: readonly unknown[], op: string) => {
  const [leaves, def] = flatten(args)
  const avals = leaves.map((leaf, i): Aval => {
    if (leaf instanceof ShapeDtypeStruct) return makeAval(leaf.shape, leaf.dtype)
    const path = argumentPaths(def)[i] ?? ''
    return tensorLeaves(leaf, op, path)[0][0] as Aval
  })
  return { avals, def }
}

/**
 * Traces a function to its program, which `String()` prints in JAX's notation.
 *
 * @throws TracerError where `f` reads or branches on a value
 * @example
 * String(makeJaxpr((x: Tensor) => np.sin(x).mul(2))(np.array(1))) // => `{ lambda ; a:f32[]. let
 *     b:f32[] = sin a
 *     c:f32[] = mul b 2.0:f32[]
 *   in (c,) }`
 */
export const makeJaxpr = /*@__PURE__*/ checked(
  'makeJaxpr(f)',
  <A extends readonly unknown[]>(f: (...args: A) => unknown): ((...args: A) => Jaxpr) => {
    checkFunction('makeJaxpr', f)
    return (...args) => {
      const { avals, def } = argumentAvals(args, 'makeJaxpr')
      const { flat } = flattenFunction(f as (...args: never[]) => unknown, def, 'makeJaxpr')
      const closed = stage(flat, avals, 'makeJaxpr', argumentPaths(def))
      const show = (): string => printProgram(closed.program, closed.constants.length)
      return inspectable({ ...closed, toString: show }, show)
    }
  },
)

/**
 * Shapes and dtypes of a function's results, without computing them. Arguments may be tensors or
 * `ShapeDtypeStruct`s.
 *
 * @example
 * const [m, n] = [new ShapeDtypeStruct([2, 3], 'float32'), new ShapeDtypeStruct([3, 4], 'float32')]
 * evalShape((x: Tensor, y: Tensor) => np.matmul(x, y), m as never, n as never).shape // => [2, 4]
 */
export const evalShape = /*@__PURE__*/ checked(
  'evalShape(f, ...args)',
  <A extends readonly unknown[], R>(
    f: (...args: A) => R,
    ...args: A
  ): MapTree<R, ShapeDtypeStruct> => {
    checkFunction('evalShape', f)
    const { avals, def } = argumentAvals(args, 'evalShape')
    const { flat, outDef } = flattenFunction(f as (...args: never[]) => unknown, def, 'evalShape')
    const { program } = stage(flat, avals, 'evalShape', argumentPaths(def))
    const shapes = program.outputs.map(({ aval }) => new ShapeDtypeStruct(aval.shape, aval.dtype))
    return unflatten(outDef(), shapes) as MapTree<R, ShapeDtypeStruct>
  },
)
