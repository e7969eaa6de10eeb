import fc from 'fast-check'
import { scalar } from '../../src/core/convert.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { add, convertElementType, div, lt, mul, neg, sub } from '../../src/primitives/arithmetic.ts'
import { associativeScanFlat } from '../../src/primitives/cumulative.ts'
import { cos, sin, tanh } from '../../src/primitives/elementwise.ts'
import { full } from '../../src/primitives/structural.ts'
import { checkpoint } from '../../src/transforms/checkpoint.ts'
import { cond, switchBranches } from '../../src/transforms/cond.ts'
import { customJvp } from '../../src/transforms/custom-jvp.ts'
import { customLinearSolve } from '../../src/transforms/custom-linear-solve.ts'
import { customRoot } from '../../src/transforms/custom-root.ts'
import { customVjp } from '../../src/transforms/custom-vjp.ts'
import { jit } from '../../src/transforms/jit.ts'
import { map, scan } from '../../src/transforms/scan.ts'
import { foriLoop, whileLoop } from '../../src/transforms/while-loop.ts'
import {
  anyShape,
  between,
  type Case,
  indicesBelow,
  numbers,
  operand,
  positive,
  type Row,
} from './sampling.ts'

type Pair = readonly [Tensor, Tensor]

const constant = (x: Tensor, value: number): Tensor => scalar(value, x.dtype)
const half = (x: Tensor): Tensor => mul(x, constant(x, 0.5))

/** The rule with the derivative of `sin`, of a function of another value. */
const sinByRule = customJvp((x: Tensor) => sin(x))
sinByRule.defjvp(([x]: readonly [Tensor], [dx]: readonly [Tensor]) => [
  sinByRule(x),
  mul(dx, cos(x)),
])

const productByRule = customVjp((x: Tensor, y: Tensor) => mul(x, y))
productByRule.defvjp(
  (x: Tensor, y: Tensor) => [mul(x, y), [x, y]],
  ([x, y]: Pair, ct: Tensor) => [mul(ct, y), mul(ct, x)],
)

/** `√a` as a root, by Newton's method. */
const root = (a: Tensor): Tensor =>
  customRoot(
    (x: Tensor) => sub(mul(x, x), a),
    a,
    (f, guess) => foriLoop(0, 12, (_, x: Tensor) => sub(x, div(f(x), add(x, x))), guess),
    // The map is diagonal, so its value at ones is its diagonal.
    (g, y) => div(y, g(full(y.shape, 1, y.dtype))),
  )

/** `b / a` as the solution of a linear system. */
const quotient = (a: Tensor, b: Tensor): Tensor =>
  customLinearSolve(
    (x: Tensor) => mul(a, x),
    b,
    (_, y) => div(y, a),
    { symmetric: true },
  )

const steps = fc.constantFrom(3, 1, 4, 0)

/** Scalars choose, a pair of tensors goes in. */
const branching = (f: (index: Tensor, x: Tensor, y: Tensor) => Tensor, count: number): Row => ({
  sample: (dtype) =>
    anyShape(2).map((shape) => ({
      f: f as unknown as Case['f'],
      operands: [
        operand([], count === 2 ? 'bool' : 'int32', indicesBelow(count)),
        operand(shape, dtype),
        operand(shape, dtype),
      ],
    })),
})

const ofOne = (f: (x: Tensor) => Tensor, rest: Partial<Row> = {}): Row => ({
  sample: (dtype) =>
    anyShape(2).map((shape) => ({ f: f as Case['f'], operands: [operand(shape, dtype)] })),
  ...rest,
})

/** Rows of the operations that hold programs. */
export const controlSamples: Readonly<Record<string, Row>> = {
  cond: branching(
    (p, x, y) =>
      cond(
        p,
        (a: Tensor, b: Tensor) => mul(sin(a), b),
        (a: Tensor, b: Tensor) => add(half(a), mul(b, b)),
        x,
        y,
      ),
    2,
  ),
  switch: branching(
    (i, x, y) =>
      switchBranches(
        i,
        [(a: Tensor) => mul(a, y), (a: Tensor) => cos(a), (a: Tensor) => sub(y, a)],
        x,
      ),
    3,
  ),
  scan: {
    sample: (dtype) =>
      fc.tuple(steps, anyShape(2), fc.boolean()).map(
        ([length, shape, reverse]): Case => ({
          f: (init, xs, c) =>
            scan(
              ([carry, sum]: Pair, x: Tensor) => {
                const next = tanh(add(mul(carry, c as Tensor), x))
                return [[next, add(sum, x)], { y: mul(next, x), c: cos(carry) }]
              },
              [init, init] as unknown as Pair,
              xs as Tensor,
              { length, reverse },
            ),
          operands: [
            operand(shape, dtype),
            operand([length, ...shape], dtype),
            operand(shape, dtype),
          ],
          note: reverse ? 'from the end' : '',
        }),
      ),
  },
  map: {
    sample: (dtype) =>
      fc.tuple(steps, anyShape(2)).map(
        ([length, shape]): Case => ({
          f: (xs, c) => map((x: Tensor) => mul(sin(x), c as Tensor), xs as Tensor),
          operands: [operand([length, ...shape], dtype), operand(shape, dtype)],
        }),
      ),
  },
  whileLoop: {
    sample: (dtype) =>
      anyShape(2).map(
        (shape): Case => ({
          f: (n, x, c) =>
            whileLoop(
              ([i]: Pair) => lt(i, n as Tensor),
              ([i, carry]: Pair) => [
                add(i, scalar(1, 'int32')),
                sin(add(carry, mul(carry, c as Tensor))),
              ],
              [scalar(0, 'int32'), x] as Pair,
            )[1],
          operands: [
            operand([], 'int32', between(0, 4)),
            operand(shape, dtype),
            operand(shape, dtype),
          ],
        }),
      ),
    modes: ['fwd'],
  },
  foriLoop: ofOne((x) =>
    foriLoop(
      1,
      4,
      (i, carry: Tensor) => add(sin(carry), mul(mul(carry, x), convertElementType(i, x.dtype))),
      cos(x),
    ),
  ),
  associativeScanFlat: {
    sample: (dtype) =>
      fc.tuple(steps, anyShape(1), fc.boolean()).map(
        ([length, shape, reverse]): Case => ({
          f: (a, b) =>
            associativeScanFlat(
              // Composition of affine maps: associative, and not commutative.
              ([a1, b1], [a2, b2]) => [
                mul(a1 as Tensor, a2 as Tensor),
                add(mul(a2 as Tensor, b1 as Tensor), b2 as Tensor),
              ],
              [a as Tensor, b as Tensor],
              shape.length,
              reverse,
            ),
          operands: [operand([...shape, length], dtype), operand([...shape, length], dtype)],
          note: reverse ? 'from the end' : '',
        }),
      ),
    dtypes: numbers,
  },
  jit: {
    sample: (dtype) =>
      anyShape(2).map((shape): Case => {
        const f = jit((x: Tensor, y: Tensor) => {
          const z = mul(sin(x), y)
          return [z, add(z, z), y] as const
        })
        return {
          f: f as unknown as Case['f'],
          operands: [operand(shape, dtype), operand(shape, dtype)],
        }
      }),
  },
  checkpoint: ofOne(checkpoint((x: Tensor) => mul(sin(mul(x, x)), x))),
  customJvp: ofOne((x) => mul(sinByRule(mul(x, x)), x)),
  customVjp: {
    sample: (dtype) =>
      anyShape(2).map((shape) => ({
        f: ((x: Tensor, y: Tensor) => productByRule(sin(x), mul(x, y))) as unknown as Case['f'],
        operands: [operand(shape, dtype), operand(shape, dtype)],
      })),
    modes: ['rev'],
  },
  customRoot: {
    sample: (dtype) =>
      anyShape(2).map((shape) => ({
        f: ((a: Tensor) => mul(root(a), sin(a))) as unknown as Case['f'],
        operands: [operand(shape, dtype, positive)],
      })),
  },
  customLinearSolve: {
    sample: (dtype) =>
      anyShape(2).map((shape) => ({
        f: ((a: Tensor, b: Tensor) => neg(quotient(a, sin(b)))) as unknown as Case['f'],
        operands: [operand(shape, dtype, positive), operand(shape, dtype)],
      })),
  },
}
