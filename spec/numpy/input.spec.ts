import toNdArray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { CotangentError, jit, lax, nn, np, random, type Tensor } from '../../src/index.ts'

/** Ways in for arrays of a caller. */
const entries: Readonly<Record<string, (value: never) => Tensor>> = {
  array: np.array,
  asarray: np.asarray,
  'the argument of a function': (value) => np.multiply(value, 1),
  'the argument of a jitted function': jit((x: Tensor) => np.reshape(x, [-1])),
  'the operand of lax': (value) => lax.broadcast(value, [1]),
}

describe("a caller's array", () => {
  const bytes = (values: readonly number[]) => new Uint8Array(values)
  class Sliced extends Float32Array {
    override slice(start?: number, end?: number): never {
      return this.subarray(start, end) as never
    }
  }
  const arrays: Readonly<Record<string, () => { fill: (value: number) => unknown }>> = {
    Float32Array: () => Float32Array.of(1, 1),
    Float64Array: () => Float64Array.of(1, 1),
    Int32Array: () => Int32Array.of(1, 1),
    Uint32Array: () => Uint32Array.of(1, 1),
    Uint8Array: () => bytes([1, 1]),
    Buffer: () => Buffer.from(bytes([1, 1])),
    'a subclass whose slice is a view': () => new Sliced([1, 1]),
    'shared memory': () => new Float32Array(new SharedArrayBuffer(8)).fill(1),
    'a part of a buffer': () => new Float32Array(new Float32Array(4).fill(1).buffer, 4, 2),
  }
  for (const [kind, make] of Object.entries(arrays))
    for (const [name, enter] of Object.entries(entries))
      it(`${kind} is copied by ${name}`, () => {
        const given = make()
        const tensor = enter(given as never)
        const before = tensor.toArray()
        given.fill(0)
        expect(tensor.toArray()).toEqual(before)
      })

  it('is copied from an ndarray', () => {
    const data = Float32Array.of(1, 2, 3)
    const tensor = np.array(toNdArray(data, [2], [2], 0))
    data.fill(0)
    expect(tensor.toArray()).toEqual([1, 3])
  })

  it('may be changed after it was a shape, axes or sizes', () => {
    const shape = [2, 3]
    const tensors = [
      np.zeros(shape),
      np.full(shape, 1),
      np.reshape(np.arange(6), shape),
      np.broadcastTo(1, shape),
      lax.full(shape, 1),
      lax.reshape(np.arange(6), shape),
      lax.broadcastInDim(np.array(1), shape, []),
      lax.broadcast(1, shape),
      random.normal(random.key(0), { shape }),
    ]
    shape[0] = 9
    for (const tensor of tensors) expect(tensor.shape).toEqual([2, 3])
    expect(Object.isFrozen(shape)).toBe(false)
  })

  it('does not share memory with what reads give', () => {
    const made = [np.array([1, 2]), jit((x: Tensor) => x.add(1))(np.array([0, 1]))]
    for (const tensor of made)
      for (const read of [tensor.data(), tensor.ndarray().data]) {
        read.fill(7)
        expect(tensor.toArray()).toEqual([1, 2])
      }
  })

  it('is refused when its memory is gone', () => {
    const sent = new Float32Array(2)
    structuredClone(sent, { transfer: [sent.buffer] })
    expect(() => np.array(sent)).toThrow('array: expected an array with memory')
    expect(np.array(new Float32Array()).shape).toEqual([0])
  })
})

describe('nested arrays', () => {
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  const deep: unknown[] = [1]
  deep.push(deep)
  let tower: unknown = 1
  for (let i = 0; i < 10_000; i++) tower = [tower]
  let bush: unknown[] = [1, 1]
  for (let i = 0; i < 45; i++) bush = [bush, bush]
  it.each<[string, unknown, string]>([
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is looked for
    ['a hole', [1, , 3], 'expected an element at [1], got none'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is looked for
    ['a hole in a later row', [[1, 2], [3, , 4].slice(0, 2)], 'expected an element at [1][1]'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is looked for
    ['a hole at the start', [, 1], 'expected an element at [0]'],
    [
      'undefined',
      [[1, undefined]],
      'got undefined (a missing argument, key or return value) at [0][1]',
    ],
    ['null', [null, 1], 'got null at [0]'],
    [
      'a string',
      [
        [1, 2],
        [3, '4'],
      ],
      'got the string "4" at [1][1]',
    ],
    ['a bigint', [1, 2n], 'got the bigint 2 (Number makes a number of it) at [1]'],
    ['a boxed number', [new Number(3)], 'got an instance of Number at [0]'],
    ['a date', [new Date(0)], 'got an instance of Date at [0]'],
    ['a record', [{ x: 1 }], 'got an object with keys {x} at [0]'],
    ['ragged rows', [[1, 2], [3]], 'got 1 elements at [1] where 2 fits'],
    [
      'rows ragged further in',
      [
        [[1], [2]],
        [[3], []],
      ],
      'got 0 elements at [1][1] where 1 fits',
    ],
    ['a number among rows', [[1, 2], 3], 'got a number at [1] beside arrays'],
    ['a row among numbers', [1, [2]], 'got 1 elements at [1] where a number fits'],
    [
      'a row for a number, further in',
      [
        [1, 2],
        [3, [4]],
      ],
      'got 1 elements at [1][1] where a number',
    ],
    [
      'tensors of other shapes',
      [np.ones(2), np.ones(3)],
      'got f32[3] at [1] where the shape [2] fits',
    ],
    [
      'a tensor of other shape in a row',
      [[1, 2], np.ones(3)],
      'got f32[3] at [1] where the shape [2]',
    ],
    ['itself', cyclic, 'got an array that holds itself'],
    ['itself as a later element', deep, 'got 2 elements at [1] where a number fits'],
    ['more levels than axes', tower, 'expected at most 64 axes'],
    ['one array many times', bush, 'expected a tensor of at most'],
  ])('with %s are refused with the place', (_, value, message) => {
    expect(() => np.array(value as never)).toThrow(`array: `)
    expect(() => np.array(value as never)).toThrow(message)
    expect(() => np.array(value as never)).toThrow(CotangentError)
  })

  it('may hold tensors, typed arrays and rows of numbers of one shape', () => {
    expect(np.array([np.array([1, 2]), [3, 4], Float32Array.of(5, 6)]).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(np.array([[1, np.array(2)], np.array([3, 4])]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(np.array([np.zeros([0, 2])]).shape).toEqual([1, 0, 2])
  })

  it('are refused as an index with the place, too', () => {
    const x = np.arange(5)
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is looked for
    expect(() => x.get([0, , 1] as never)).toThrow('get: expected an element at [1], got none')
    expect(() => x.get(cyclic as never)).toThrow('get: expected nested arrays')
    expect(() => x.get([[0], [1, 2]])).toThrow('get: expected nested arrays of one shape')
  })
})

describe('an ndarray', () => {
  const at = (data: unknown, shape: unknown, stride: unknown, offset: unknown) =>
    ({ data, shape, stride, offset }) as never
  const four = Float32Array.of(1, 2, 3, 4)
  it.each<[string, never, string]>([
    ['short data', at(four, [5], [1], 0), 'positions from 0 to 4 of 4 elements'],
    ['strides that reach too far', at(four, [2, 2], [4, 1], 0), 'positions from 0 to 5 of 4'],
    ['a stride before the start', at(four, [2], [-1], 0), 'positions from -1 to 0 of 4'],
    ['an offset after the end', at(four, [1], [1], 4), 'positions from 4 to 4 of 4'],
    ['a negative offset', at(four, [1], [1], -1), 'positions from -1 to -1 of 4'],
    [
      'a fractional offset',
      at(four, [1], [1], 0.5),
      'whose offset is an integer, got the number 0.5',
    ],
    ['no offset', at(four, [1], [1], undefined), 'whose offset is an integer'],
    [
      'a fractional shape',
      at(four, [1.5], [1], 0),
      'whose shape is a list of sizes, got the shape [1.5]',
    ],
    ['a negative shape', at(four, [-1], [1], 0), 'the shape [-1]'],
    ['NaN in its shape', at(four, [Number.NaN], [1], 0), 'the shape [NaN]'],
    ['a string for a shape', at(four, '2', [1], 0), 'the shape the string "2"'],
    ['a fractional stride', at(four, [2], [0.5], 0), 'the stride [0.5]'],
    ['no stride', at(four, [2], undefined, 0), 'whose stride is a list of integers'],
    ['fewer strides than axes', at(four, [2, 2], [1], 0), 'with one stride for each axis'],
    ['a string for data', at('1234', [4], [1], 0), 'of a typed array, an array, or a store'],
    ['no data', at(null, [1], [1], 0), 'got null'],
    ['strings', at(['1', '2'], [2], [1], 0), 'got the string "1" as element 0'],
    ['holes', at(new Array(2), [2], [1], 0), 'got undefined'],
    ['BigInts', at([1n], [1], [1], 0), 'got the bigint 1'],
    ['more elements than memory', at(four, [1e6, 1e6], [0, 0], 0), '1000000000000 elements'],
  ])('with %s is refused', (_, value, message) => {
    for (const f of [np.array, np.sin]) {
      expect(() => f(value)).toThrow(message)
      expect(() => f(value)).toThrow(CotangentError)
    }
  })

  it('is read through get where its store has one', () => {
    const store = { length: 3, get: (i: number) => 10 * i, set: () => undefined }
    expect(np.array(at(store, [3], [-1], 2)).toArray()).toEqual([20, 10, 0])
    expect(np.array(toNdArray(store as never, [3])).toArray()).toEqual([0, 10, 20])
    expect(np.array(at([true, false], [2], [1], 0)).dtype).toBe('bool')
    expect(np.array(at([], [0, 3], [3, 1], 0)).shape).toEqual([0, 3])
  })
})

describe('a plain value', () => {
  it.each<[string, unknown, string]>([
    ['a BigInt', 3n, 'got the bigint 3 (Number makes a number of it)'],
    ['a boxed number', new Number(3), 'got an instance of Number'],
    ['a date', new Date(0), 'got an instance of Date'],
    ['a string', '3', 'got the string "3"'],
  ])('that is %s is refused for a tensor', (_, value, message) => {
    for (const f of [np.array, np.sin, lax.sin, nn.relu, random.key])
      expect(() => f(value as never)).toThrow(message)
  })
})

describe('a number that does not fit into an integer dtype', () => {
  const int = np.array([1, 2], { dtype: 'int32' })
  const uint = np.array([1, 2], { dtype: 'uint32' })
  const mask = np.array([true, false])
  const meetings: Readonly<Record<string, (x: Tensor, value: number) => unknown>> = {
    'x.add': (x, v) => x.add(v),
    'x.mul': (x, v) => x.mul(v),
    'np.less': (x, v) => np.less(x, v),
    'np.equal': (x, v) => np.equal(x, v),
    'np.where': (x, v) => np.where(mask, x, v),
    'np.clip': (x, v) => np.clip(x, 0, v),
    'np.maximum': (x, v) => np.maximum(v, x),
    'np.append': (x, v) => np.append(x, v),
    'np.isin': (x, v) => np.isin(x, v),
    'np.searchsorted': (x, v) => np.searchsorted(x, v),
    'x.at(…).add': (x, v) => x.at(0).add(v),
  }
  const fillings: Readonly<Record<string, (x: Tensor, value: number) => unknown>> = {
    'np.full': (x, v) => np.full([2], v, { dtype: x.dtype }),
    'np.fullLike': (x, v) => np.fullLike(x, v),
    'np.pad': (x, v) => np.pad(x, 1, { constantValues: v }),
    'np.take': (x, v) => np.take(x, 9, { fillValue: v }),
    'x.at(…).get': (x, v) => x.at([9]).get({ mode: 'fill', fillValue: v }),
    'x.at(…).set': (x, v) => x.at(0).set(v),
    'lax.full': (x, v) => lax.full([2], v, { dtype: x.dtype }),
  }
  for (const [name, f] of Object.entries({ ...meetings, ...fillings }))
    it(`is refused by ${name}`, () => {
      expect(() => f(int, 2 ** 31)).toThrow('expected a number that fits into int32')
      expect(() => f(int, -(2 ** 31) - 1)).toThrow('got -2147483649')
      expect(() => f(uint, 2 ** 32)).toThrow('expected a number that fits into uint32')
      f(int, 2 ** 31 - 1)
      f(int, -(2 ** 31))
      f(uint, 2 ** 32 - 1)
      // JAX's literals are int32 before they wrap.
      f(uint, -1)
    })
  for (const [name, f] of Object.entries(fillings))
    it(`is refused by ${name} if it is no number at all`, () => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
        expect(() => f(int, value)).toThrow(`got ${value}`)
    })

  // What jnp.array(value, dtype) gives: the cut off number, or an error.
  it.each<['int32' | 'uint32', number, number | null]>([
    ['int32', 2 ** 31, null],
    ['int32', -(2 ** 31), -(2 ** 31)],
    ['int32', -(2 ** 31) - 0.5, -(2 ** 31)],
    ['int32', 2 ** 31 - 0.5, 2 ** 31 - 1],
    ['int32', 2.5, 2],
    ['int32', -1.5, -1],
    ['int32', Number.NaN, null],
    ['int32', Number.POSITIVE_INFINITY, null],
    ['int32', 1e20, null],
    ['uint32', 2 ** 31, 2 ** 31],
    ['uint32', 3000000000.5, 3000000000],
    ['uint32', 2 ** 32, null],
    ['uint32', -1, null],
    ['uint32', -1.5, null],
    ['uint32', -0.5, 0],
    ['uint32', Number.NaN, null],
  ])('as %s is refused by array, or cut off: %d', (dtype, value, expected) => {
    const makers = [
      () => np.array(value, { dtype }).item(),
      () => np.array([value], { dtype }).item(),
      () =>
        np
          .array([[value], [0]], { dtype })
          .get(0, 0)
          .item(),
      () =>
        np
          .array([np.array(0, { dtype }), value], { dtype })
          .get(1)
          .item(),
    ]
    for (const make of makers)
      if (expected === null)
        expect(make).toThrow(`array: expected a number that fits into ${dtype}`)
      else expect(make()).toBe(expected)
  })

  it('is refused as a position, and so is a fraction', () => {
    const x = np.arange(6).reshape([2, 3])
    for (const bad of [0.5, 2 ** 31, Number.NaN]) {
      expect(() => x.get(bad)).toThrow('get: expected an integer index')
      expect(() => x.get([0], bad)).toThrow('get: expected an integer index')
      expect(() => np.take(x, bad)).toThrow('take: expected')
      expect(() => lax.dynamicSlice(x, [bad, 0], [1, 1])).toThrow('expected an integer start index')
      expect(() => lax.dynamicIndexInDim(x, bad)).toThrow('expected an integer start index')
      expect(() => lax.dynamicSliceInDim(x, bad, 1)).toThrow('expected an integer start index')
      expect(() => lax.dynamicUpdateSlice(x, x, [bad, 0])).toThrow('expected an integer start')
      expect(() => lax.dynamicUpdateIndexInDim(x, 1, bad, 0)).toThrow('expected an integer start')
      expect(() => np.tri(2, { k: bad })).toThrow('tri: expected an integer k')
    }
    expect(() => lax.dynamicSlice(x, [np.array(1), 0], [1, 1])).toThrow(
      'expected integer start indices, got f32[]',
    )
    expect(() => random.foldIn(random.key(0), 2 ** 32)).toThrow(
      'foldIn: expected a number that fits',
    )
    expect(() => random.foldIn(random.key(0), -1)).toThrow('foldIn: expected a number that fits')
    expect(() => random.key(2 ** 53)).toThrow('key: expected an integer seed')
  })
})
