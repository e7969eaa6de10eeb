import fc from 'fast-check'
import ndarray, { type NdArray } from 'ndarray'
import { describe, expect, it, vi } from 'vitest'
import { makeView, viewClass } from '../../src/core/view.ts'
import { prop } from '../support/prop.ts'

vi.mock('../../src/core/code-generation.ts', () => ({ canGenerateCode: () => false }))

const data = Float32Array.from({ length: 500 }, (_, i) => i)

type View = NdArray<Float32Array>

/** All that a view says of itself, and its elements. */
const contents = (x: View) => {
  const { shape, stride, offset, dtype, size, dimension } = x
  const indices = shape.reduce<number[][]>(
    (found, n) => found.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  )
  return {
    ...{ shape: [...shape], stride: [...stride], offset, dtype, size, dimension },
    elements: indices.map((index) => x.get(...index)),
    places: indices.map((index) => x.index(...index)),
  }
}

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })

const changes: fc.Arbitrary<(x: View) => View> = fc
  .tuple(
    fc.constantFrom('lo', 'hi', 'step', 'pick', 'transpose'),
    fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 5, maxLength: 5 }),
    fc.nat(),
  )
  .map(([name, args, turn]) => (x) => {
    const { length } = x.shape
    switch (name) {
      case 'transpose':
        return x.transpose(...x.shape.map((_, axis) => (axis + turn) % length))
      case 'step':
        return x.step(...args.map((arg) => (arg === 0 ? 1 : arg)).slice(0, length))
      case 'lo':
        return x.lo(...args.map((arg, axis) => Math.min(arg, x.shape[axis]! - 1)).slice(0, length))
      case 'pick':
        return length === 1
          ? x
          : x.pick(...args.map((arg) => (arg === 0 ? 0 : -1)).slice(1, length))
      default:
        return x.hi(...args.map((arg) => (arg === 0 ? 1 : arg > 1 ? -1 : arg)).slice(0, length))
    }
  })

describe('views where code may not be generated', () => {
  prop(
    'are what ndarray makes, and so is what their methods give',
    [shapes, fc.array(changes, { maxLength: 4 })],
    (shape, steps) => {
      let plain = makeView(data, [...shape]) as View
      let compiled: View = ndarray(data, [...shape])
      expect(contents(plain)).toEqual(contents(compiled))
      for (const step of steps) {
        plain = step(plain)
        compiled = step(compiled)
        expect(contents(plain)).toEqual(contents(compiled))
      }
    },
  )

  it('have elements that can be set, and an order of their axes', () => {
    const x = makeView(new Float64Array(6), [3, 2], [1, 3], 0)
    expect(x.set(2, 1, 7)).toBe(7)
    expect([...x.data]).toEqual([0, 0, 0, 0, 0, 7])
    expect(x.order).toEqual(ndarray(x.data, [3, 2], [1, 3]).order)
  })

  it('of no axes are numbers', () => {
    const x = makeView(Int32Array.of(4, 5), [], [], 1)
    expect([x.get(), Number(x), x.dtype, x.size, x.dimension]).toEqual([5, 5, 'int32', 1, 0])
  })

  it('share a class for each dtype and rank', () => {
    const View = viewClass(new Uint8Array(1), 2)
    expect(viewClass(new Uint8Array(9), 2)).toBe(View)
    expect(viewClass(new Int32Array(1), 2)).not.toBe(View)
    expect(new View(new Uint8Array(6), 2, 3, 3, 1, 0).shape).toEqual([2, 3])
  })
})
