import cwise from 'cwise'
import fc from 'fast-check'
import ndarray from 'ndarray'
import { describe, expect } from 'vitest'
import { allocate } from '../../../src/core/dtype.ts'
import {
  arg,
  binary,
  call,
  choose,
  compare,
  constant,
  type Expr,
} from '../../../src/core/scalar.ts'
import { prop } from '../../support/prop.ts'
import { anyValue, runAll, sample, shapes } from './support.ts'

const [a, b] = [arg(0, 'float64'), arg(1, 'float64')]

/** Bodies of loops as `cwise` reads them, and as expressions. */
const bodies: readonly (readonly [body: string, expression: Expr])[] = [
  ['o = a + b', binary('add', a, b)],
  ['o = a * b - a', binary('sub', binary('mul', a, b), a)],
  ['o = a < b ? a : -b', choose(compare('lt', a, b), a, call('neg', b))],
  [
    'o = Math.sqrt(Math.abs(a)) / (1 + b * b)',
    binary(
      'div',
      call('sqrt', call('abs', a)),
      binary('add', constant(1, 'float64'), binary('mul', b, b)),
    ),
  ],
]

const loops = new Map(
  bodies.map(([body]) => [
    body,
    cwise({
      args: ['array', 'array', 'array'],
      body: new Function('o', 'a', 'b', body) as () => void,
    }),
  ]),
)

describe('elementwise kernels', () => {
  prop(
    'give what loops of cwise give, whatever the strides',
    [
      fc.constantFrom(...bodies),
      shapes().chain((shape) =>
        fc.tuple(
          sample('float64', shape, anyValue('float64')),
          sample('float64', shape, anyValue('float64')),
        ),
      ),
    ],
    ([body, expression], [x, y]) => {
      const { dtype, shape } = x
      const expected = ndarray(allocate(dtype, x.values.length), [...shape])
      if (expected.size > 0) loops.get(body)!(expected, x.buffer, y.buffer)
      const kernel = { kind: 'elementwise', outputs: [expression] } as const
      expect(runAll(kernel, [x, y], [{ dtype, shape }])).toEqual([[...expected.data]])
    },
    { numRuns: 300 },
  )
})
