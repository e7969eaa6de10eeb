import { describe, expect, it } from 'vitest'
import type { DType } from '../../../src/core/dtype.ts'
import {
  arg,
  type BinaryOp,
  binary,
  call,
  type Expr,
  type UnaryOp,
} from '../../../src/core/scalar.ts'
import { dataOf, evaluate } from './evaluate.ts'

const unaryOps: readonly UnaryOp[] = [
  'exp',
  'expm1',
  'exp2',
  'log',
  'log1p',
  'sqrt',
  'rsqrt',
  'cbrt',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'logistic',
  'erf',
  'erfc',
  'erfInv',
  'lgamma',
  'digamma',
]
const binaryOps: readonly BinaryOp[] = ['pow', 'atan2', 'rem', 'nextAfter', 'max', 'min', 'div']

/** Ordinary numbers, and those that functions treat apart from others. */
const numbers = [
  0.3,
  -0.7,
  1,
  11,
  -10,
  0.999,
  1.0001,
  40,
  -90,
  0,
  -0,
  1e-42,
  1e-30,
  1e6,
  -2e7,
  1e30,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
]

const bits = (x: number): string => [...new Uint8Array(Float64Array.of(x).buffer)].join()

/** Each number's value among equal ones, and with each other number beside it. */
const check = (expression: Expr, dtype: DType, second: number): void => {
  const alone = numbers.flatMap((x) => [x, x, x, x])
  const beside = numbers.flatMap((x) => numbers.flatMap((y) => [x, y, y, x]))
  const run = (values: readonly number[]): number[] => [
    ...evaluate(
      [expression],
      [
        dataOf(dtype, values),
        dataOf(
          dtype,
          values.map(() => second),
        ),
      ],
    )[0]!,
  ]
  const expected = run(alone).filter((_, i) => i % 4 === 0)
  const got = run(beside)
  const pairs = numbers.flatMap((x, i) => numbers.map((y) => ({ x, y, value: expected[i]! })))
  const show = (value: (pair: number) => readonly number[]): readonly string[] =>
    pairs.map(({ x, y }, pair) => `${x} beside ${y}: ${value(pair).map(bits)}`)
  expect(show((pair) => [got[4 * pair]!, got[4 * pair + 3]!])).toEqual(
    show((pair) => [pairs[pair]!.value, pairs[pair]!.value]),
  )
}

describe.each(['float32', 'float64'] as const)('an element of %s', (dtype) => {
  it.each(unaryOps)('has the same %s whatever its neighbours are', (op) => {
    check(call(op, arg(0, dtype)), dtype, 0)
  })

  it.each(binaryOps)('has the same %s whatever its neighbours are', (op) => {
    for (const second of [0.7, 3, -2])
      check(binary(op, arg(0, dtype), arg(1, dtype)), dtype, second)
  })
})
