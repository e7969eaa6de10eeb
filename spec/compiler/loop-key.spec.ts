import { describe, expect, it } from 'vitest'
import type { Buffer, Loop } from '../../src/compiler/kernels.ts'
import { buffersOf, loopKey } from '../../src/compiler/loop-key.ts'
import type { DType } from '../../src/core/dtype.ts'
import { arg, binary, call, constant, type Expr } from '../../src/core/scalar.ts'

const buffer = (dtype: DType = 'float32', size = 4): Buffer => ({ dtype, size })
const x = arg(0, 'float32')

const loop = (value: Expr, change: Partial<Loop> = {}, from = buffer(), to = buffer()): Loop => ({
  kind: 'loop',
  shape: [4],
  reduced: [false],
  operands: [{ buffer: from, offset: 0, strides: [1] }],
  results: [{ value, view: { buffer: to, offset: 0, strides: [1] } }],
  ...change,
})

describe('the key of a loop', () => {
  it('says nothing of which buffers it names', () => {
    expect(loopKey(loop(call('sin', x)))).toBe(loopKey(loop(call('sin', arg(0, 'float32')))))
    const sine = call('sin', x)
    const [shared, written] = [
      binary('add', sine, sine),
      binary('add', call('sin', x), call('sin', x)),
    ]
    expect(loopKey(loop(shared))).toBe(loopKey(loop(written)))
  })

  it('tells apart all else', () => {
    const [one, other] = [buffer(), buffer()]
    const loops = [
      loop(call('sin', x)),
      loop(call('cos', x)),
      loop(binary('sub', call('sin', x), call('cos', x))),
      loop(binary('sub', call('cos', x), call('sin', x))),
      loop(binary('mul', x, constant(0, 'float32'))),
      loop(binary('mul', x, constant(-0, 'float32'))),
      loop(binary('mul', x, constant(Number.NaN, 'float32'))),
      loop(arg(0, 'float64')),
      loop(call('sin', x), {}, buffer('float32', 8)),
      loop(call('sin', x), {}, buffer('int32')),
      loop(call('sin', x), {}, one, one),
      loop(call('sin', x), { shape: [2] }),
      loop(call('sin', x), { reduced: [true] }),
      loop(call('sin', x), { operands: [{ buffer: one, offset: 1, strides: [1] }] }),
      loop(call('sin', x), { operands: [{ buffer: one, offset: 0, strides: [-1] }] }),
      loop(call('sin', x), { operands: [{ axis: 0 }] }),
      loop(call('sin', x), {
        results: [
          {
            value: call('sin', x),
            view: { buffer: other, offset: 0, strides: [1] },
            reduce: 'sum',
          },
        ],
      }),
      loop(call('sin', x), {
        results: [{ value: call('sin', x), view: { buffer: other, offset: 0, strides: [0] } }],
      }),
    ]
    expect(new Set(loops.map(loopKey)).size).toBe(loops.length)
  })

  it('names each buffer once, operands first', () => {
    const [one, other] = [buffer(), buffer()]
    expect(buffersOf(loop(x, {}, one, one))).toEqual([one])
    expect(buffersOf(loop(x, {}, one, other))).toEqual([one, other])
  })
})
