import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, bytesOf, type DType, isFloat, isSigned } from '../../../src/core/dtype.ts'
import {
  arg,
  type BinaryOp,
  binary,
  bitcast,
  type CompareOp,
  call,
  choose,
  compare,
  constant,
  convert,
  type Expr,
  type UnaryOp,
} from '../../../src/core/scalar.ts'
import { prop } from '../../support/prop.ts'
import {
  anyDType,
  anyValue,
  at,
  expectRun,
  floatDType,
  integerDType,
  numericDType,
  type Plain,
  plain,
  rowMajorSample,
  runAll,
  sample,
  shapes,
} from './support.ts'

/** Of one operand or two, and the bits of their dtype last. */
type Unary = (x: bigint, bits: number) => bigint
type Binary = (x: bigint, y: bigint, bits: number) => bigint

const kernel = (...outputs: readonly Expr[]) => ({ kind: 'elementwise', outputs }) as const

/** A number as the dtype would store it. */
const stored = (dtype: DType, value: number): number => {
  const data = allocate(dtype, 1)
  data[0] = value
  return data[0] ?? 0
}

const bitsOf = (dtype: DType): number => 8 * bytesOf(dtype)

const wrapped = (dtype: DType, value: bigint): number =>
  Number((isSigned(dtype) ? BigInt.asIntN : BigInt.asUintN)(bitsOf(dtype), value))

const floatBinary: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  rem: (x, y) => x % y,
  max: Math.max,
  min: Math.min,
  atan2: Math.atan2,
}

/** Shifts by more than the width give what infinitely many single shifts give. */
const shift = (y: bigint, bits: number): bigint => {
  const amount = BigInt.asUintN(bits, y)
  return amount >= bits ? 64n : amount
}

const integerBinary: Readonly<Record<string, Binary>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => (y === 0n ? -1n : x / y),
  rem: (x, y) => (y === 0n ? x : x % y),
  max: (x, y) => (x > y ? x : y),
  min: (x, y) => (x < y ? x : y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shiftLeft: (x, y, bits) => x << shift(y, bits),
  shiftRightLogical: (x, y, bits) => BigInt.asUintN(bits, x) >> shift(y, bits),
  shiftRightArithmetic: (x, y, bits) => BigInt.asIntN(bits, x) >> shift(y, bits),
}

const integerUnary: Readonly<Record<string, Unary>> = {
  neg: (x) => -x,
  abs: (x) => (x < 0n ? -x : x),
  sign: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  not: (x) => ~x,
  popcount: (x, bits) =>
    BigInt([...BigInt.asUintN(bits, x).toString(2)].filter((b) => b === '1').length),
  clz: (x, bits) => BigInt(Math.clz32(Number(BigInt.asUintN(bits, x))) - (32 - bits)),
}

const pairs = (dtypes: fc.Arbitrary<DType>) =>
  fc
    .tuple(dtypes, shapes(3))
    .chain(([dtype, shape]) =>
      fc.tuple(
        fc.oneof(sample(dtype, shape, anyValue(dtype)), sample(dtype, [], anyValue(dtype))),
        sample(dtype, shape, anyValue(dtype)),
      ),
    )

const expectPairs = (
  outputs: Expr,
  [x, y]: readonly [
    Parameters<typeof expectRun>[1][number],
    Parameters<typeof expectRun>[1][number],
  ],
  value: (x: number, y: number) => number,
) =>
  expectRun(
    kernel(outputs),
    [x, y],
    plain(outputs.dtype, y.shape, (index) =>
      value(at(x, x.shape.length === 0 ? [] : index), at(y, index)),
    ),
  )

describe('elementwise arithmetic', () => {
  prop(
    'of floats rounds as IEEE does',
    [pairs(floatDType), fc.constantFrom(...(Object.keys(floatBinary) as BinaryOp[]))],
    ([x, y], op) =>
      expectPairs(
        binary(op, arg(0, x.dtype), arg(1, x.dtype)),
        [x, y],
        (a, b) => floatBinary[op]?.(a, b) ?? 0,
      ),
    { numRuns: 300 },
  )

  prop(
    'of integers wraps, and is defined for every operand',
    [pairs(integerDType), fc.constantFrom(...(Object.keys(integerBinary) as BinaryOp[]))],
    ([x, y], op) =>
      expectPairs(binary(op, arg(0, x.dtype), arg(1, x.dtype)), [x, y], (a, b) =>
        wrapped(x.dtype, integerBinary[op]?.(BigInt(a), BigInt(b), bitsOf(x.dtype)) ?? 0n),
      ),
    { numRuns: 600 },
  )

  prop(
    'of integers with a literal operand does the same',
    [
      integerDType.chain((dtype) => fc.tuple(sample(dtype, [8], anyValue(dtype)), anyValue(dtype))),
      fc.constantFrom(...(Object.keys(integerBinary) as BinaryOp[])),
    ],
    ([x, value], op) =>
      expectRun(
        kernel(binary(op, arg(0, x.dtype), constant(value, x.dtype))),
        [x],
        plain(x.dtype, [8], (index) =>
          wrapped(
            x.dtype,
            integerBinary[op]?.(BigInt(at(x, index)), BigInt(value), bitsOf(x.dtype)) ?? 0n,
          ),
        ),
      ),
    { numRuns: 600 },
  )

  prop(
    'of one integer',
    [
      integerDType.chain((dtype) => sample(dtype, [5], anyValue(dtype))),
      fc.constantFrom(...(Object.keys(integerUnary) as UnaryOp[])),
    ],
    (x, op) =>
      expectRun(
        kernel(call(op, arg(0, x.dtype))),
        [x],
        plain(x.dtype, [5], (index) =>
          wrapped(x.dtype, integerUnary[op]?.(BigInt(at(x, index)), bitsOf(x.dtype)) ?? 0n),
        ),
      ),
    { numRuns: 200 },
  )

  prop(
    'of booleans is logic',
    [
      pairs(fc.constant<DType>('bool')),
      fc.constantFrom<BinaryOp>('and', 'or', 'xor', 'max', 'min'),
    ],
    ([x, y], op) =>
      expectPairs(
        binary(op, call('not', arg(0, 'bool')), arg(1, 'bool')),
        [x, y],
        (a, b) =>
          ({
            and: (1 - a) & b,
            or: (1 - a) | b,
            xor: (1 - a) ^ b,
            max: (1 - a) | b,
            min: (1 - a) & b,
          })[op as 'and'],
      ),
  )

  prop(
    'compares as IEEE does',
    [pairs(anyDType), fc.constantFrom<CompareOp>('eq', 'ne', 'lt', 'le', 'gt', 'ge')],
    ([x, y], op) =>
      expectPairs(compare(op, arg(0, x.dtype), arg(1, x.dtype)), [x, y], (a, b) =>
        Number({ eq: a === b, ne: a !== b, lt: a < b, le: a <= b, gt: a > b, ge: a >= b }[op]),
      ),
  )

  prop('selects without evaluating differently', [pairs(numericDType)], ([x, y]) => {
    const [a, b] = [arg(0, x.dtype), arg(1, x.dtype)]
    const isLess = compare('lt', a, b)
    expectPairs(choose(isLess, b, constant(3, x.dtype)), [x, y], (u, v) => (u < v ? v : 3))
    expectPairs(choose(isLess, constant(1, 'int32'), convert(isLess, 'int32')), [x, y], (u, v) =>
      Number(u < v),
    )
  })
})

const unaryMath: readonly UnaryOp[] = [
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'trunc',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sqrt',
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
]

describe('elementwise functions', () => {
  prop(
    'of floats are those of Math, rounded once',
    [
      floatDType.chain((dtype) => sample(dtype, [6], anyValue(dtype))),
      fc.constantFrom(...unaryMath),
    ],
    (x, op) =>
      expectRun(
        kernel(call(op, arg(0, x.dtype))),
        [x],
        plain(x.dtype, [6], (index) => {
          const v = at(x, index)
          return op === 'neg' ? -v : Math[op as 'exp'](v)
        }),
      ),
    { numRuns: 300 },
  )

  it('have the names of the intrinsics', () => {
    const x = rowMajorSample('float64', [1], [0.5])
    const results = (
      [
        'roundEven',
        'roundAway',
        'exp2',
        'rsqrt',
        'logistic',
        'erf',
        'erfc',
        'erfInv',
        'lgamma',
        'digamma',
      ] as const
    ).map((op) => runAll(kernel(call(op, arg(0, 'float64'))), [x], [x])[0]?.[0])
    const expected = [
      0,
      1,
      Math.SQRT2,
      Math.SQRT2,
      0.6224593312018546,
      0.5204998778130465,
      0.4795001221869535,
      0.4769362762044699,
      0.5723649429247001,
      -1.9635100260214235,
    ]
    results.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 14)
    })
  })

  it('know infinite and missing values', () => {
    const x = rowMajorSample('float32', [4], [1, Infinity, -Infinity, Number.NaN])
    expectRun(kernel(call('isFinite', arg(0, 'float32'))), [x], {
      dtype: 'bool',
      shape: [4],
      values: [1, 0, 0, 0],
    })
  })

  it('step to the next number of their dtype', () => {
    const step = (dtype: DType) => {
      const x = rowMajorSample(dtype, [2], [1, 0])
      const next = binary('nextAfter', arg(0, dtype), constant(2, dtype))
      return runAll(kernel(next), [x], [x])[0]
    }
    expect(step('float32')).toEqual([1.0000001192092896, 1.401298464324817e-45])
    expect(step('float64')).toEqual([1.0000000000000002, 5e-324])
  })
})

describe('conversion', () => {
  const convertAll = (from: DType, to: DType, values: readonly number[]) => {
    const x = rowMajorSample(from, [values.length], values)
    return runAll(kernel(convert(arg(0, from), to)), [x], [{ dtype: to, shape: x.shape }])[0]
  }

  it('from floats truncates and saturates', () => {
    const values = [1.9, -1.9, 3e9, 5e9, -3e9, Infinity, -Infinity, Number.NaN, -0]
    expect(convertAll('float64', 'int32', values)).toEqual([
      1, -1, 2147483647, 2147483647, -2147483648, 2147483647, -2147483648, 0, 0,
    ])
    expect(convertAll('float64', 'uint32', values)).toEqual([
      1, 0, 3e9, 4294967295, 0, 4294967295, 0, 0, 0,
    ])
    const more = [...values, 127.9, 128, 255.9, -129]
    expect(convertAll('float64', 'uint8', more)).toEqual([
      1, 0, 255, 255, 0, 255, 0, 0, 0, 127, 128, 255, 0,
    ])
    expect(convertAll('float64', 'int8', more)).toEqual([
      1, -1, 127, 127, -128, 127, -128, 0, 0, 127, 127, 127, -128,
    ])
    expect(convertAll('float64', 'bool', [0, -0, 0.1, Number.NaN])).toEqual([0, 0, 1, 1])
  })

  prop(
    'between other dtypes keeps the value or wraps it',
    [
      fc
        .tuple(fc.oneof(fc.constant<DType>('bool'), integerDType), anyDType)
        .chain(([from, to]) =>
          fc.tuple(fc.array(anyValue(from)), fc.constant(from), fc.constant(to)),
        ),
    ],
    ([values, from, to]) => {
      expect(convertAll(from, to, values)).toEqual(
        values.map((v) =>
          to === 'bool' ? Number(v !== 0) : isFloat(to) ? stored(to, v) : wrapped(to, BigInt(v)),
        ),
      )
    },
  )

  it('rounds to float32 within an expression', () => {
    const x = arg(0, 'float64')
    const error = binary('sub', x, convert(convert(x, 'float32'), 'float64'))
    const input = rowMajorSample('float64', [1], [0.1])
    expect(runAll(kernel(error), [input], [input])[0]).toEqual([0.1 - Math.fround(0.1)])
  })

  it('reads bits as other dtypes', () => {
    const floats = rowMajorSample('float32', [3], [1, -0, Infinity])
    const bits = [0x3f800000, 0x80000000, 0x7f800000]
    const shape = [3]
    const cast = (from: DType, to: DType) => kernel(bitcast(arg(0, from), to))
    expectRun(cast('float32', 'uint32'), [floats], { dtype: 'uint32', shape, values: bits })
    expectRun(cast('float32', 'int32'), [floats], {
      dtype: 'int32',
      shape,
      values: bits.map((b) => b | 0),
    })
    expectRun(cast('uint32', 'float32'), [rowMajorSample('uint32', shape, bits)], floats)
    expectRun(cast('int32', 'uint32'), [rowMajorSample('int32', shape, [-1, 0, 1])], {
      dtype: 'uint32',
      shape,
      values: [4294967295, 0, 1],
    })
  })
})

describe('an elementwise kernel', () => {
  const [x, y] = [arg(0, 'float32'), arg(1, 'float32')]

  prop(
    'rounds every float32 intermediate, as its parts would one by one',
    [
      fc.tuple(
        sample('float32', [5], anyValue('float32')),
        sample('float32', [5], anyValue('float32')),
      ),
    ],
    ([a, b]) => {
      const sum = binary('add', x, y)
      const product = binary('mul', sum, x)
      const whole = binary('sub', product, y)
      const fround = Math.fround
      const value = (u: number, v: number) => fround(fround(fround(u + v) * u) - v)
      expectPairs(whole, [a, b], value)
      expectPairs(compare('eq', product, whole), [a, b], (u, v) =>
        Number(fround(fround(u + v) * u) === value(u, v)),
      )
    },
  )

  it('computes shared nodes once and gives several outputs', () => {
    const square = binary('mul', x, x)
    const outputs = [binary('add', square, y), square, x, compare('lt', square, y), square]
    const inputs = [rowMajorSample('float32', [2], [2, 3]), rowMajorSample('float32', [], [5])]
    const shape = [2]
    const avals: Pick<Plain, 'dtype' | 'shape'>[] = outputs.map(({ dtype }) => ({ dtype, shape }))
    expect(runAll(kernel(...outputs), inputs, avals)).toEqual([
      [9, 14],
      [4, 9],
      [2, 3],
      [1, 0],
      [4, 9],
    ])
  })

  it('takes more operands than it tells scalars apart for', () => {
    const inputs = Array.from({ length: 40 }, (_, i) =>
      rowMajorSample('float64', i % 3 === 0 ? [] : [3], i % 3 === 0 ? [i] : [i, i, i]),
    )
    const sum = inputs.map((_, i): Expr => arg(i, 'float64')).reduce((a, b) => binary('add', a, b))
    expectRun(kernel(sum), inputs, { dtype: 'float64', shape: [3], values: [780, 780, 780] })
  })

  it('walks large transposed operands right', () => {
    const values = Array.from({ length: 90 * 70 }, (_, i) => i)
    const row = rowMajorSample('float32', [90, 70], values)
    const column = rowMajorSample('float32', [70, 90], values)
    const turned = { ...column, shape: [90, 70], buffer: column.buffer.transpose(1, 0) }
    expectRun(
      kernel(binary('sub', x, y)),
      [row, turned],
      plain('float32', [90, 70], ([i = 0, j = 0]) => i * 70 + j - (j * 90 + i)),
    )
  })
})
