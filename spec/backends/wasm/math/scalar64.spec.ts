import { describe, expect, it } from 'vitest'
import {
  abs,
  add,
  always,
  and,
  arg,
  bitcast,
  copySign,
  demote,
  eq,
  extendS,
  extendU,
  fromI32S,
  fromI32U,
  fromMask,
  geU,
  gt,
  int32,
  int64,
  le,
  ltU,
  madd,
  maxS,
  maxU,
  min,
  minS,
  minU,
  mul,
  ne,
  neg,
  not,
  or,
  perLane,
  pmax,
  pmin,
  popcount,
  promote,
  rare,
  select,
  shl,
  shrS,
  shrU,
  sqrt,
  sub,
  toI32S,
  toI32U,
  toMask,
  wrap,
  xor,
} from '../../../../src/backends/wasm/lanes/build.ts'
import type { Lane } from '../../../../src/backends/wasm/lanes/lane.ts'
import { scalarOf } from '../../../../src/backends/wasm/math/scalar64.ts'
import { dataOf, evaluateLanes } from '../evaluate.ts'
import { edges, pairs } from './samples.ts'

type Combine = (x: Lane, y: Lane) => Lane

const integers =
  (f: Combine): Combine =>
  (x, y) =>
    f(bitcast(x, 'i32'), bitcast(y, 'i32'))
const wide =
  (f: Combine): Combine =>
  (x, y) =>
    bitcast(f(bitcast(promote(x), 'i64'), bitcast(promote(y), 'i64')), 'f64')
const twice = scalarOf('twice', ['f32'], (x) => add(x!, x!))

const expressions: Readonly<Record<string, Combine>> = {
  arithmetic: (x, y) => madd(x, sub(y, 3), sqrt(abs(mul(neg(x), y)))),
  minima: (x, y) => add(min(x, y), sub(pmin(x, y), pmax(y, x))),
  'a value that is used twice': (x, y) => add(add(x, y), mul(add(x, y), 0.5)),
  signs: (x, y) => copySign(x, y),
  'wider floats': (x, y) => demote(mul(promote(x), promote(y))),
  'conversions from floats': (x, y) => sub(toI32S(x), toI32U(y)),
  'conversions to floats': (x, y) =>
    add(fromI32S(bitcast(x, 'i32'), 'f32'), fromI32U(bitcast(y, 'i32'), 'f32')),
  'extrema of integers': integers((x, y) => xor(minS(x, y), add(maxS(y, x), minU(maxU(x, y), 9)))),
  bits: integers((x, y) => or(shl(x, 3), and(shrS(y, 5), xor(not(x), shrU(y, 7))))),
  counts: integers((x, y) => sub(popcount(x), abs(neg(y)))),
  'wide integers': wide((x, y) =>
    xor(sub(shl(x, 9), shrU(y, 3)), not(and(x, int64(0xffffffffffn)))),
  ),
  'wide integers of narrow ones': integers((x, y) => wrap(shrU(add(extendS(x), extendU(y)), 1))),
  comparisons: (x, y) =>
    add(fromMask(and(gt(x, y), not(eq(x, 1)))), fromMask(xor(le(x, 2), ne(y, 3)))),
  'unsigned comparisons': integers((x, y) => select(ltU(x, y), x, select(geU(x, int32(7)), y, 0))),
  'masks as integers': integers((x, y) =>
    add(bitcast(toMask(x), 'i32'), bitcast(or(toMask(y), always(false)), 'i32')),
  ),
  'calls of others': (x, y) => rare(gt(x, 1), y, twice, perLane(twice, 'f32', x)),
}

describe('expressions over lanes as scalar functions', () => {
  it.each(Object.entries(expressions))('%s give the same', (name, combine) => {
    const inputs = pairs(edges('float32')).map((values) => dataOf('float32', values))
    const [x, y] = [arg(0, 'f32'), arg(1, 'f32')]
    const lanes = combine(x, y)
    const scalar = scalarOf(name, ['f32', 'f32'], (a, b) => combine(a!, b!))
    const [expected, actual] = evaluateLanes([lanes, perLane(scalar, lanes.type, x, y)], inputs)
    expect(actual).toEqual(expected)
  })
})
