import { describe, expect, it } from 'vitest'
import { f32, f64, i32, ModuleBuilder, v128 } from '../../../../src/backends/wasm/encoder/index.ts'
import {
  add,
  arg,
  float32,
  fromI32S,
  gt,
  madd,
  mul,
  perLane,
  promote,
  rare,
  rarely,
  sub,
} from '../../../../src/backends/wasm/lanes/build.ts'
import { laneEvaluator } from '../../../../src/backends/wasm/lanes/index.ts'
import type { Lane, ScalarFunction } from '../../../../src/backends/wasm/lanes/lane.ts'
import { dataOf, evaluateLanes } from '../evaluate.ts'
import { makeContext } from '../support.ts'

const x = arg(0, 'f32')
const values = dataOf('float32', [1, -2, 3, -4, 5, 6, 7])

const emitted = (lanes: readonly Lane[], relaxed = false): { asked: number[]; size: number } => {
  const context = makeContext(new ModuleBuilder(), relaxed)
  const f = context.module.function([v128, v128, v128])
  const asked: number[] = []
  laneEvaluator(context, lanes)(f, (index) => {
    asked.push(index)
    expect(f.size).toBe(0)
    return [index]
  })
  return { asked, size: f.size }
}

/** `100 x + i` of an f32 and an i32. */
const mixed: ScalarFunction = {
  name: 'mixed',
  build: ({ module }) =>
    module
      .function([f32, i32], [f32])
      .get(0)
      .f32(100)
      .op('f32.mul')
      .get(1)
      .op('f32.convert_i32_s')
      .op('f32.add'),
}

/** The sum of an f32 and an f64, as the one or the other. */
const sum = (result: 'f32' | 'f64'): ScalarFunction => ({
  name: `sum ${result}`,
  build: ({ module }) => {
    const f = module.function([f32, f64], [result === 'f32' ? f32 : f64])
    f.get(0).op('f64.promote_f32').get(1).op('f64.add')
    return result === 'f32' ? f.op('f32.demote_f64') : f
  },
})

describe('the printer of lanes', () => {
  it('asks once for each operand that is used, before it appends anything', () => {
    const unused = arg(1, 'f32')
    const product = mul(x, arg(2, 'f32'))
    expect(unused.type).toBe('f32')
    expect(emitted([add(product, product), product]).asked).toEqual([0, 2])
  })

  it('computes once what is written twice', () => {
    const square = (): Lane => mul(x, x)
    const shared = square()
    expect(emitted([add(square(), square())]).size).toBe(emitted([add(shared, shared)]).size)
  })

  it('gives operands and constants as results', () => {
    const [same, two] = evaluateLanes([x, float32(2)], [values])
    expect([...same!]).toEqual([...values])
    expect([...two!]).toEqual([...values].map(() => 2))
  })

  it('adds products without rounding where the context allows it', () => {
    const lanes = [madd(x, x, x), sub(x, 1)]
    expect(emitted(lanes, true).size).toBeLessThan(emitted(lanes).size + 1)
  })

  it('calls functions for each lane, with operands of any width', () => {
    const i = arg(1, 'i32')
    const [narrow, wide, both] = evaluateLanes(
      [
        perLane(mixed, 'f32', x, i),
        perLane(sum('f64'), 'f64', x, fromI32S(i, 'f64')),
        perLane(sum('f32'), 'f32', x, promote(x)),
      ],
      [values, dataOf('int32', [...values.keys()])],
    )
    expect([...narrow!]).toEqual([...values].map((v, k) => 100 * v + k))
    expect([...wide!]).toEqual([...values].map((v, k) => v + k))
    expect([...both!]).toEqual([...values].map((v) => 2 * v))
  })

  it('calls functions of lanes where a mask is set anywhere', () => {
    const doubled = { name: 'doubled', lanes: (v: Lane) => add(v, v) }
    const [value] = evaluateLanes([rarely(gt(x, 4), x, doubled, x)], [values])
    expect([...value!]).toEqual([1, -2, 3, -4, 10, 12, 14])
  })

  it('prints chains of any length', () => {
    const chain = Array.from({ length: 5000 }).reduce<Lane>((sum) => add(sum, x), x)
    const [value] = evaluateLanes([chain], [values])
    expect(value![1]).toBe(-2 * 5001)
  })

  it('calls functions where a mask is set only', () => {
    const i = arg(1, 'i32')
    const [narrow, wide] = evaluateLanes(
      [
        rare(gt(x, 4), x, mixed, x, i),
        rare(gt(promote(x), 4), promote(x), sum('f64'), x, promote(x)),
      ],
      [values, dataOf('int32', [...values.keys()])],
    )
    expect([...narrow!]).toEqual([...values].map((v, k) => (v > 4 ? 100 * v + k : v)))
    expect([...wide!]).toEqual([...values].map((v) => (v > 4 ? 2 * v : v)))
  })
})
