import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DataArray,
  type DType,
  dtypes,
  isInteger,
  rangeOf,
} from '../../../../src/core/dtype.ts'
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
} from '../../../../src/core/scalar.ts'
import { prop } from '../../../support/prop.ts'
import { dataOf, evaluate, reference } from '../evaluate.ts'

const edges: Readonly<Record<DType, readonly number[]>> = {
  bool: [0, 1],
  uint8: [0, 1, 2, 3, 7, 8, 9, 31, 32, 127, 128, 129, 254, 255],
  int8: [0, 1, -1, 2, -2, 3, 7, -7, 8, 9, 31, 32, 126, 127, -127, -128],
  uint32: [0, 1, 2, 3, 7, 31, 32, 33, 1000003, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff],
  int32: [
    0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, -31, 1000003, 0x7fffffff, -0x7fffffff, -0x80000000,
  ],
  float32: [
    0,
    -0,
    0.25,
    -0.25,
    0.5,
    -0.5,
    1,
    -1,
    1.5,
    -1.5,
    2.5,
    -2.5,
    3.7,
    -3.7,
    1e-40,
    -1e-45,
    8388607.5,
    -8388608.5,
    16777216,
    2147483520,
    2147483648,
    -2147483648,
    -2147483904,
    4294967040,
    4294967296,
    3e38,
    -3e38,
    Infinity,
    -Infinity,
    Number.NaN,
  ],
  float64: [
    0,
    -0,
    0.25,
    -0.25,
    0.5,
    -0.5,
    0.49999999999999994,
    1,
    -1,
    1.5,
    -1.5,
    2.5,
    -2.5,
    3.7,
    -3.7,
    1e-40,
    5e-324,
    1e300,
    4503599627370495.5,
    -4503599627370497,
    2147483646.5,
    2147483647.5,
    -2147483648.5,
    4294967294.5,
    4294967295.5,
    16777217,
    Infinity,
    -Infinity,
    Number.NaN,
  ],
}

/** All pairs of edges, in two arrays. */
const pairs = (x: DType, y: DType = x): readonly [DataArray, DataArray] => {
  const all = edges[x].flatMap((a) => edges[y].map((b) => [a, b] as const))
  return [
    dataOf(
      x,
      all.map(([a]) => a),
    ),
    dataOf(
      y,
      all.map(([, b]) => b),
    ),
  ]
}

const expectSame = (expressions: readonly Expr[], inputs: readonly DataArray[]): undefined => {
  const actual = evaluate(expressions, inputs)
  const expected = reference(expressions, inputs)
  expressions.forEach(({ op }, i) => {
    expect([op, ...actual[i]!]).toEqual([op, ...expected[i]!])
  })
}

const arithmetic: readonly BinaryOp[] = ['add', 'mul', 'min', 'max']
const bitwise: readonly BinaryOp[] = ['and', 'or', 'xor']
const integer: readonly BinaryOp[] = [
  ...arithmetic,
  ...bitwise,
  'sub',
  'div',
  'rem',
  'pow',
  'shiftLeft',
  'shiftRightLogical',
  'shiftRightArithmetic',
]
const float: readonly BinaryOp[] = [...arithmetic, 'sub', 'div']

const binaryOps: Readonly<Record<DType, readonly BinaryOp[]>> = {
  bool: [...arithmetic, ...bitwise],
  uint8: integer,
  int8: integer,
  uint32: integer,
  int32: integer,
  float32: float,
  float64: float,
}

const floatUnary: readonly UnaryOp[] = [
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'roundEven',
  'roundAway',
  'trunc',
  'isFinite',
  'sqrt',
]
const integerUnary: readonly UnaryOp[] = ['neg', 'abs', 'sign', 'not', 'popcount', 'clz']

const unaryOps: Readonly<Record<DType, readonly UnaryOp[]>> = {
  bool: ['not', 'abs', 'sign'],
  uint8: integerUnary,
  int8: integerUnary,
  uint32: integerUnary,
  int32: integerUnary,
  float32: floatUnary,
  float64: floatUnary,
}

const compareOps: readonly CompareOp[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge']

describe.each(dtypes)('expressions of %s over lanes', (dtype) => {
  const x = arg(0, dtype)
  const y = arg(1, dtype)

  it('apply unary operations as the reference does', () => {
    expectSame(
      unaryOps[dtype].map((op) => call(op, x)),
      [dataOf(dtype, edges[dtype])],
    )
  })

  it('apply binary operations and comparisons as the reference does', () => {
    expectSame(
      [
        ...binaryOps[dtype].map((op) => binary(op, x, y)),
        ...compareOps.map((op) => compare(op, x, y)),
      ],
      pairs(dtype),
    )
  })

  it('combine with constants as the reference does', () => {
    const ops = binaryOps[dtype].filter((op) => op === 'min' || op === 'max')
    expectSame(
      ops.flatMap((op) =>
        edges[dtype].flatMap((value) => [
          binary(op, x, constant(value, dtype)),
          binary(op, constant(value, dtype), x),
        ]),
      ),
      [dataOf(dtype, edges[dtype])],
    )
  })

  it('convert as the reference does', () => {
    expectSame(
      dtypes.map((to) => convert(x, to)),
      [dataOf(dtype, edges[dtype])],
    )
  })

  it('select by comparisons of every dtype', () => {
    for (const other of dtypes) {
      const condition = compare('le', arg(2, other), arg(3, other))
      const [a, b] = pairs(dtype, other)
      const shifted = dataOf(other, [...b.slice(1), ...b.slice(0, 1)])
      const flipped = call('not', condition)
      expectSame(
        [
          choose(condition, x, y),
          choose(condition, x, constant(0, dtype)),
          choose(condition, constant(0, dtype), y),
          choose(flipped, x, y),
          choose(binary('and', condition, arg(4, 'bool')), x, y),
        ],
        [
          a,
          dataOf(dtype, [...a].reverse()),
          b,
          shifted,
          dataOf(
            'bool',
            [...a.keys()].map((i) => i & 1),
          ),
        ],
      )
    }
  })
})

describe('expressions of integers over lanes', () => {
  const divisors = [
    0, 1, 2, 3, 4, 7, 8, 16, 31, 32, 64, 128, 65536, 1000003, 0x40000000, -1, -3, 0x80000000,
  ]

  it.each(dtypes.filter(isInteger))('divide and shift %s by constants', (dtype) => {
    const x = arg(0, dtype)
    expectSame(
      divisors.flatMap((y) =>
        (['div', 'rem', 'shiftLeft', 'shiftRightLogical', 'shiftRightArithmetic'] as const).map(
          (op) => binary(op, x, constant(y, dtype)),
        ),
      ),
      [dataOf(dtype, edges[dtype])],
    )
  })

  it('read the same bits as another dtype', () => {
    const ints = [0, 1, -1, 0x3f800000, 0x7f800000, -0x80000000]
    expectSame(
      [
        bitcast(arg(0, 'int32'), 'float32'),
        bitcast(arg(0, 'int32'), 'uint32'),
        bitcast(arg(1, 'float32'), 'int32'),
        bitcast(arg(1, 'float32'), 'uint32'),
        bitcast(arg(2, 'uint8'), 'int8'),
        bitcast(arg(3, 'int8'), 'uint8'),
      ],
      [
        dataOf('int32', ints),
        dataOf('float32', [0, -0, 1, -2.5, 1e-40, Infinity]),
        dataOf('uint8', [0, 1, 127, 128, 200, 255]),
        dataOf('int8', [0, 1, 127, -128, -100, -1]),
      ],
    )
  })
})

const anyOf = (dtype: DType): fc.Arbitrary<number> => {
  const special = fc.constantFrom(...edges[dtype])
  if (dtype === 'bool') return special
  if (isInteger(dtype)) {
    const [min, max] = rangeOf(dtype)
    return fc.oneof(special, fc.integer({ min, max }))
  }
  return fc.oneof(
    special,
    dtype === 'float32' ? fc.float({ noNaN: true }) : fc.double({ noNaN: true }),
  )
}

/** Adds to a list of expressions one that uses some of them, by three numbers that choose. */
const grow = (nodes: readonly Expr[], [op, first, second]: readonly number[]): readonly Expr[] => {
  const x = nodes[first! % nodes.length]!
  const others = nodes.filter(({ dtype }) => dtype === x.dtype)
  const y = others[second! % others.length]!
  const conditions = nodes.filter(({ dtype }) => dtype === 'bool')
  const makers: readonly (() => Expr)[] = [
    ...unaryOps[x.dtype].map((name) => () => call(name, x)),
    ...binaryOps[x.dtype].map((name) => () => binary(name, x, y)),
    ...compareOps.map((name) => () => compare(name, x, y)),
    ...dtypes.map((to) => () => convert(x, to)),
    () => choose(conditions[second! % conditions.length]!, x, y),
    () => constant(first! - 500, x.dtype),
  ]
  return [...nodes, makers[op! % makers.length]!()]
}

describe('DAGs over lanes', () => {
  const small = fc.nat(1000)
  prop(
    'give what the reference gives, bit for bit',
    [
      fc.array(fc.tuple(small, small, small), { minLength: 1, maxLength: 40 }),
      fc.tuple(...dtypes.map((dtype) => fc.array(anyOf(dtype), { minLength: 6, maxLength: 6 }))),
    ],
    (steps, values) => {
      const leaves: readonly Expr[] = dtypes.map((dtype, i) => arg(i, dtype))
      const nodes = steps.reduce<readonly Expr[]>(grow, leaves)
      expectSame(
        nodes.slice(-3),
        dtypes.map((dtype, i) => dataOf(dtype, values[i]!)),
      )
      return undefined
    },
    { numRuns: 200 },
  )
})
