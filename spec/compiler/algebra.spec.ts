import { describe, expect, it } from 'vitest'
import { ndarrayDevice } from '../../src/backends/ndarray/index.ts'
import { simplifyExpression } from '../../src/compiler/algebra.ts'
import { makeAval } from '../../src/core/aval.ts'
import { allocate, type DType, dtypes } from '../../src/core/dtype.ts'
import {
  arg,
  type BinaryOp,
  binary,
  call,
  choose,
  compare,
  constant,
  type Expr,
} from '../../src/core/scalar.ts'

const numbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  -3.7,
  1e-40,
  -1e-45,
  1e-30,
  3e38,
  -3e38,
  5e-324,
  1e308,
  7,
  -128,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
]

/** Values of an expression of one argument. */
const valuesOf = (expression: Expr, dtype: DType): readonly number[] => {
  const data = allocate(dtype, numbers.length)
  data.set(numbers)
  const from = makeAval([numbers.length], dtype)
  const to = makeAval([numbers.length], expression.dtype)
  const [result] = ndarrayDevice.executor.run(
    { kind: 'elementwise', outputs: [expression] },
    [ndarrayDevice.storage.put(data, from)],
    [from],
    [to],
  )
  return [...ndarrayDevice.storage.read(result!, to)]
}

const constants = [
  0,
  -0,
  1,
  -1,
  2,
  -4,
  0.5,
  3,
  2 ** 100,
  2 ** -100,
  2 ** -126,
  2 ** -127,
  2 ** -149,
  2 ** 127,
  2 ** -1030,
  2 ** 1023,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
]
const operations: readonly BinaryOp[] = ['add', 'sub', 'mul', 'div', 'max', 'min']

describe.each(dtypes.filter((dtype) => dtype !== 'bool'))('of %s', (dtype) => {
  const x = arg(0, dtype)
  const rounded = (c: number): number => {
    const data = allocate(dtype, 1)
    data[0] = c
    return data[0]!
  }
  const check = (expression: Expr): void => {
    expect(valuesOf(simplifyExpression(expression), dtype)).toEqual(valuesOf(expression, dtype))
  }

  it.each(operations)('%s with any constant keeps every bit', (op) => {
    for (const c of new Set(constants.map(rounded))) {
      if (op === 'div' && c === 0 && !dtype.startsWith('float')) continue
      check(binary(op, x, constant(c, dtype)))
      if (op !== 'div') check(binary(op, constant(c, dtype), x))
    }
  })

  it('negations keep every bit', () => {
    check(call('neg', simplifyExpression(call('neg', x))))
    for (const c of constants) check(call('neg', binary('mul', constant(rounded(c), dtype), x)))
  })
})

describe('expressions', () => {
  const x = arg(0, 'float32')
  const c = (value: number): Expr => constant(value, 'float32')

  it.each([
    ['x · 1', binary('mul', x, c(1))],
    ['1 · x', binary('mul', c(1), x)],
    ['x / 1', binary('div', x, c(1))],
    ['x − 0', binary('sub', x, c(0))],
    ['x + −0', binary('add', x, c(-0))],
    ['−(−x)', call('neg', call('neg', x))],
    ['max(x, −∞)', binary('max', x, c(Number.NEGATIVE_INFINITY))],
    ['min(x, ∞)', binary('min', x, c(Number.POSITIVE_INFINITY))],
    ['c ? x : x', choose(compare('lt', x, c(0)), x, x)],
  ])('%s is x', (_, expression) => {
    expect(simplifyExpression(expression)).toBe(x)
  })

  it.each([
    ['x + 0, as −0 + 0 is 0', binary('add', x, c(0))],
    ['0 · x, as that of infinity is no number', binary('mul', c(0), x)],
    ['x / 3, as a product rounds twice', binary('div', x, c(3))],
    ['x / 2⁻¹⁴⁰, as the inverse is infinite', binary('div', x, c(2 ** -140))],
  ])('%s, stays', (_, expression) => {
    expect(simplifyExpression(expression)).toBe(expression)
  })

  it('divided by powers of two are products', () => {
    expect(simplifyExpression(binary('div', x, c(-4)))).toEqual(binary('mul', x, c(-0.25)))
  })
})
