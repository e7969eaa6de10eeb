import {
  type Aval,
  avalOf,
  makeAval,
  range,
  type Shape,
  sameShape,
  showAval,
  showAvals,
} from '../core/aval.ts'
import { scalar } from '../core/convert.ts'
import { type DType, isFloat } from '../core/dtype.ts'
import { DtypeError, ShapeError } from '../core/errors.ts'
import { type Primitive, requireKnown } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind, bind1 } from '../core/trace.ts'
import { addAny } from './add-any.ts'
import { add, convertElementType, eq, ge, gt, le, lt, mul, neg, select } from './arithmetic.ts'
import { dotGeneral } from './contraction.ts'
import { and } from './elementwise.ts'
import { gather } from './gather.ts'
import { iota, pad, slice } from './slicing.ts'
import { batchToFront, broadcastTo, moveAxis, reshape, transpose } from './structural.ts'

const checkFloat = (op: string, operands: readonly Aval[]): void => {
  const dtype = operands[0]?.dtype as DType
  if (!isFloat(dtype) || operands.some((x) => x.dtype !== dtype))
    throw new DtypeError(
      op,
      `expected floating point numbers of one dtype, got ${showAvals(operands)}; convert with astype`,
    )
}

const checkSquare = (op: string, x: Aval): void => {
  const [m, n] = x.shape.slice(-2)
  if (x.shape.length < 2 || m !== n)
    throw new ShapeError(
      op,
      `expected square matrices [...,n,n], got ${showAval(x)}; the last two axes ` +
        'are the rows and columns',
    )
}

/** Swaps rows and columns of the matrices in the last two axes. */
const transposeMatrices = (x: Tensor): Tensor => {
  const n = x.ndim
  return transpose(x, [...range(n - 2), n - 1, n - 2])
}

/** Products of the matrices in the last two axes; leading axes agree. */
const matmul = (x: Tensor, y: Tensor): Tensor => {
  const leading = range(x.ndim - 2)
  return dotGeneral(x, y, {
    contract: [[x.ndim - 1], [y.ndim - 2]],
    batch: [leading, leading],
  })
}

type Compare = (x: Tensor, y: Tensor) => Tensor

/** A mask of the shape of `x`: whether row and column numbers of an element compare as asked. */
const mask = (shape: Shape, compare: Compare): Tensor => {
  const matrix = shape.slice(-2)
  return broadcastTo(compare(iota('int32', matrix, 0), iota('int32', matrix, 1)), shape)
}

/** The elements of matrices whose row and column numbers compare as asked; 0 elsewhere. */
const keep = (x: Tensor, compare: Compare): Tensor =>
  select(mask(x.aval.shape, compare), scalar(0, x.dtype), x)

interface TriangularSolveParams {
  readonly lower: boolean
  readonly transposeA: boolean
  readonly unitDiagonal: boolean
}

/**
 * Solves `a x = b`, or `aᵀ x = b`, for triangular `a`, of which the other triangle is not read, nor the
 * diagonal if `unitDiagonal`. Linear in `b`.
 *
 * Shapes: `f[…,n,n], f[…,n,m] → f[…,n,m]`.
 */
const triangularSolveP: Primitive<TriangularSolveParams> = {
  name: 'triangular_solve',
  abstract: ([a, b]) => {
    const [matrix, right] = [a as Aval, b as Aval]
    checkFloat('triangularSolve', [matrix, right])
    checkSquare('triangularSolve', matrix)
    const rank = matrix.shape.length
    if (
      right.shape.length !== rank ||
      !sameShape(right.shape.slice(0, -1), matrix.shape.slice(0, -1))
    )
      throw new ShapeError(
        'triangularSolve',
        `expected matrices [...,n,n] and right sides [...,n,m] of equal leading axes and n, ` +
          `got ${showAvals([matrix, right])}`,
      )
    return [avalOf(right)]
  },
  jvp: ([a, b], [da, db], params) => {
    const [matrix, right] = [a as Tensor, b as Tensor]
    const { lower, transposeA, unitDiagonal } = params
    const solve = (t: Tensor): Tensor => bind1(triangularSolveP, [matrix, t], params)
    const x = solve(right)
    const fromB = db ? solve(db) : null
    if (!da) return [[x], [fromB]]
    const triangle = lower ? (unitDiagonal ? gt : ge) : unitDiagonal ? lt : le
    const dA = keep(neg(da), triangle)
    const d = transposeA ? transposeMatrices(dA) : dA
    const [n, m] = right.aval.shape.slice(-2) as [number, number]
    // A solve costs about as much as a product: with the smaller right side first.
    const fromA = n > m ? solve(matmul(d, x)) : matmul(solve(d), x)
    return [[x], [fromB === null ? fromA : addAny(fromB, fromA)]]
  },
  transpose: ([ct], [a], params) => [
    null,
    ct
      ? bind1(triangularSolveP, [requireKnown('triangularSolve', a), ct], {
          ...params,
          transposeA: !params.transposeA,
        })
      : null,
  ],
  batch: (size, [a, b], [da, db], params) => {
    const [matrix, right] = [a as Tensor, b as Tensor]
    if (da === null) {
      // One matrix for all: the examples are further columns of one right side.
      const wide = moveAxis(right, db as number, right.ndim - 1)
      const leading = wide.aval.shape.slice(0, -2)
      const columns = (wide.aval.shape.at(-2) as number) * size
      const x = bind1(triangularSolveP, [matrix, reshape(wide, [...leading, columns])], params)
      return [[reshape(x, wide.aval.shape)], [right.ndim - 1]]
    }
    const inputs = [batchToFront(matrix, da ?? null, size), batchToFront(right, db ?? null, size)]
    return [[bind1(triangularSolveP, inputs, params)], [0]]
  },
  lower: (params) => ({ kind: 'triangularSolve', ...params }),
}

interface TriangularSolveOptions {
  /** Whether to solve `a x = b` or, if not, `x a = b`. */
  readonly leftSide?: boolean
  readonly lower?: boolean
  readonly transposeA?: boolean
  readonly unitDiagonal?: boolean
}

/** Solves a triangular system; see `TriangularSolveOptions` for which. */
export const triangularSolve = (
  a: Tensor,
  b: Tensor,
  {
    leftSide = false,
    lower = false,
    transposeA = false,
    unitDiagonal = false,
  }: TriangularSolveOptions = {},
): Tensor => {
  if (leftSide) return bind1(triangularSolveP, [a, b], { lower, transposeA, unitDiagonal })
  const params = { lower, transposeA: !transposeA, unitDiagonal }
  return transposeMatrices(bind1(triangularSolveP, [a, transposeMatrices(b)], params))
}

const noParams = {}

/**
 * The lower factor `l` of `x = l lᵀ` for symmetric positive definite matrices; NaN where there is none.
 * The derivative takes tangents to be symmetric, as `x` is.
 *
 * Shapes: `f[…,n,n] → f[…,n,n]`.
 * @see Murray, Differentiation of the Cholesky decomposition, 2016, equation 8
 */
const choleskyP: Primitive<object> = {
  name: 'cholesky',
  abstract: ([x]) => {
    checkFloat('cholesky', [x as Aval])
    checkSquare('cholesky', x as Aval)
    return [avalOf(x as Aval)]
  },
  jvp: ([x], [dx]) => {
    const l = cholesky(x as Tensor)
    if (!dx) return [[l], [null]]
    const right = triangularSolve(l, dx, { lower: true, transposeA: true })
    const middle = triangularSolve(l, right, { leftSide: true, lower: true })
    const halves = select(mask(l.aval.shape, eq), scalar(1, l.dtype), scalar(0.5, l.dtype))
    return [[l], [matmul(l, mul(keep(middle, ge), halves))]]
  },
  batch: (_, [x], [dim]) => [[cholesky(moveAxis(x as Tensor, dim ?? 0, 0))], [0]],
  lower: () => ({ kind: 'cholesky' }),
}

export const cholesky = (x: Tensor): Tensor => bind1(choleskyP, [x], noParams)

/**
 * Factors `p x = l u` with partial pivoting: `l` (below its unit diagonal) and `u` in one matrix, and for
 * each row of the product the row of `x` that it is.
 *
 * Shapes: `f[…,m,n] → f[…,m,n], i32[…,m]`.
 * @see de Hoog, Anderssen and Lukas, Differentiation of Matrix Functionals Using Triangular
 * Factorization, 2011
 */
const luP: Primitive<object> = {
  name: 'lu',
  abstract: ([x]) => {
    const { shape } = x as Aval
    checkFloat('lu', [x as Aval])
    if (shape.length < 2)
      throw new ShapeError(
        'lu',
        `expected matrices [...,m,n], got ${showAval(x as Aval)}; the last two axes are the rows and columns`,
      )
    return [avalOf(x as Aval), makeAval(shape.slice(0, -1), 'int32')]
  },
  jvp: ([x], [dx]) => {
    const [packed, permutation] = lu(x as Tensor)
    return [
      [packed, permutation],
      [dx ? luTangent(packed, permuteRows(dx, permutation)) : null, null],
    ]
  },
  batch: (_, [x], [dim]) => [lu(moveAxis(x as Tensor, dim ?? 0, 0)), [0, 0]],
  lower: () => ({ kind: 'lu' }),
}

export const lu = (x: Tensor): readonly [packed: Tensor, permutation: Tensor] =>
  bind(luP, [x], noParams) as readonly [Tensor, Tensor]

/** Rows of matrices in another order. */
const permuteRows = (x: Tensor, permutation: Tensor): Tensor => {
  const leading = range(x.ndim - 2)
  const dims = {
    offsetDims: [x.ndim - 1],
    collapsed: [x.ndim - 2],
    startIndexMap: [x.ndim - 2],
    operandBatch: leading,
    indicesBatch: leading,
  }
  const sizes = [...range(x.ndim - 1).map(() => 1), x.aval.shape.at(-1) as number]
  return gather(x, reshape(permutation, [...permutation.aval.shape, 1]), dims, sizes, {
    mode: 'clip',
  })
}

/** The first `rows` rows and `columns` columns of matrices. */
const corner = (x: Tensor, rows: number, columns: number): Tensor =>
  slice(
    x,
    x.aval.shape.map(() => 0),
    [...x.aval.shape.slice(0, -2), rows, columns],
  )

/** Matrices in the upper left corner of `n` by `n` ones, plus ones where `isOne` holds. */
const squared = (x: Tensor, n: number, isOne: Compare): Tensor => {
  const [rows, columns] = x.aval.shape.slice(-2) as [number, number]
  const none = x.aval.shape.map(() => 0)
  const square = pad(x, scalar(0, x.dtype), none, [...none.slice(0, -2), n - rows, n - columns])
  return add(square, convertElementType(mask(square.aval.shape, isOne), x.dtype))
}

/** The tangent of packed factors along a tangent `dx` of the permuted matrix. */
const luTangent = (packed: Tensor, dx: Tensor): Tensor => {
  const [m, n] = packed.aval.shape.slice(-2) as [number, number]
  const k = Math.min(m, n)
  const l = squared(keep(corner(packed, m, k), gt), m, eq)
  const isExtra: Compare = (row, column) => and(eq(row, column), ge(row, scalar(k, 'int32')))
  const u = squared(keep(corner(packed, k, n), le), n, isExtra)
  const left = triangularSolve(l, dx, { leftSide: true, lower: true, unitDiagonal: true })
  const both = triangularSolve(u, left)
  return add(matmul(l, keep(both, gt)), matmul(keep(both, le), u))
}
