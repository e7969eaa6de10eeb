import ndarray from 'ndarray'
import { describe, expect, it } from 'vitest'
import { makeAval } from '../../src/core/aval.ts'
import { elementwise, jit, lax, np, scalar, type Tensor } from '../../src/index.ts'

describe('typed arrays', () => {
  it.each([
    [new Uint8Array([0, 2, 255]), 'uint8', [0, 2, 255]],
    [new Uint8ClampedArray([0, 2, 255]), 'uint8', [0, 2, 255]],
    [Buffer.from([0, 2, 255]), 'uint8', [0, 2, 255]],
    [new Int8Array([-128, 0, 127]), 'int8', [-128, 0, 127]],
    [new Uint16Array([65535, 1]), 'int32', [65535, 1]],
    [new Int16Array([-32768, 1]), 'int32', [-32768, 1]],
    [new Uint32Array([4294967295]), 'uint32', [4294967295]],
    [new Int32Array([-1]), 'int32', [-1]],
    [new BigInt64Array([-5n, 2n ** 31n - 1n]), 'int32', [-5, 2147483647]],
    [new BigUint64Array([7n]), 'int32', [7]],
    [new Float32Array([0.5]), 'float32', [0.5]],
    [new Float64Array([0.1]), 'float64', [0.1]],
  ] as const)('%o become %s', (array, dtype, elements) => {
    const x = np.array(array)
    expect(x.dtype).toBe(dtype)
    expect(x.toArray()).toEqual(elements)
    expect(np.add(array, 0).toArray()).toEqual(elements)
    const strided = ndarray(array as Uint8Array, [array.length], [-1], array.length - 1)
    expect(np.array(strided).dtype).toBe(dtype)
    expect(np.array(strided).toArray()).toEqual([...elements].reverse())
  })

  it('are copied, also from shared memory and from buffers', () => {
    for (const array of [
      new Uint8Array(new SharedArrayBuffer(2)),
      Buffer.from([0, 0]),
      new Uint8ClampedArray(2),
      new Int16Array(2),
    ]) {
      const x = np.array(array)
      array[0] = 9
      expect(x.toArray()).toEqual([0, 0])
    }
  })

  it('of 64-bit integers are refused where an element does not fit', () => {
    expect(() => np.array(new BigInt64Array([1n, 2n ** 40n]))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: array: expected 64-bit integers that fit into int32, got 1099511627776 as element 1; round them with Float64Array.from(values, Number)]`,
    )
    expect(() => np.array(new BigUint64Array([2n ** 31n]))).toThrow('2147483648 as element 0')
  })

  it('are asked for where memory has no type', () => {
    const memory = new ArrayBuffer(8)
    for (const raw of [memory, new SharedArrayBuffer(8), new DataView(memory)])
      expect(() => np.array(raw as never)).toThrow(
        'make a typed array of it, such as new Float32Array',
      )
  })

  it('take part in indexing as integers', () => {
    const x = np.array([10, 20, 30])
    expect(x.get(new Uint8Array([2, 0])).toArray()).toEqual([30, 10])
    expect(x.get(np.array(new Uint8Array([1, 0, 7]), { dtype: 'bool' })).toArray()).toEqual([
      10, 30,
    ])
  })
})

describe('booleans hold 0 and 1 only', () => {
  const seven = 7
  const makers: Readonly<Record<string, () => Tensor>> = {
    array: () => np.array([0, 7, -2, Number.NaN], { dtype: 'bool' }),
    'array of bytes': () => np.array(new Uint8Array([0, 7, 255]), { dtype: 'bool' }),
    'array of an ndarray': () => np.array(ndarray(new Uint8Array([0, 7])), { dtype: 'bool' }),
    astype: () => np.array(new Uint8Array([0, 7])).astype('bool'),
    full: () => np.full([2], seven, { dtype: 'bool' }),
    fullLike: () => np.fullLike(np.array([true, false]), seven),
    'fullLike of a dtype': () => np.fullLike(np.zeros(2), seven, { dtype: 'bool' }),
    'lax.full': () => lax.full([2], seven, { dtype: 'bool' }),
    arange: () => np.arange(2, 5, 1, { dtype: 'bool' }),
    'arange from 0': () => np.arange(0, 5, 1, { dtype: 'bool' }),
    linspace: () => np.linspace(0, 9, { num: 4, dtype: 'bool' }),
    'at.set': () =>
      np
        .array([true, false])
        .at(1)
        .set(np.array(new Uint8Array([7])).get(0)),
    'at.set of a number': () => np.array([true, false]).at(1).set(seven),
    where: () => np.where(true, np.array([true]), np.array(new Uint8Array([7])).astype('bool')),
    take: () =>
      np.take(np.array([false]), np.array([5], { dtype: 'int32' }), { mode: 'fill', fillValue: 7 }),
    pad: () => np.pad(np.array([false]), 1, { constantValues: 7 }),
    clamp: () => lax.clamp(false, np.array([true, false]), true),
    sort: () => np.sort(np.array(new Uint8Array([7, 0, 2]), { dtype: 'bool' })),
    'and of itself': () =>
      np.logicalAnd(np.array(new Uint8Array([2, 4])), np.array(new Uint8Array([1, 0]))),
  }

  it.each(Object.entries(makers))('%s', (_, make) => {
    for (const x of [make(), jit(make)()]) {
      expect(x.dtype).toBe('bool')
      for (const byte of x.data()) expect(byte === 0 || byte === 1).toBe(true)
      const trues = [...x.data()].filter((byte) => byte === 1).length
      expect(np.sum(x).item()).toBe(trues)
      expect(jit((y: Tensor) => np.sum(y))(x).item()).toBe(trues)
      expect(np.sum(np.equal(x, true)).item()).toBe(trues)
    }
  })

  it('whatever bits are read as another dtype', () => {
    expect(() => lax.bitcastConvertType(np.array(new Uint8Array([7])), 'bool')).toThrow('no bool')
    expect(() => lax.bitcastConvertType(np.array([true]), 'uint8')).toThrow('no bool')
    expect(() => scalar.bitcast(scalar.arg(0, 'int32'), 'bool')).toThrow('use convert')
    expect(lax.bitcastConvertType(np.array(new Uint8Array([200])), 'int8').toArray()).toEqual([-56])
    expect(() => lax.bitcastConvertType(np.array(new Uint8Array([7])), 'int32')).toThrow(
      'as many bits',
    )
  })

  it('whatever a primitive of yours gives', () => {
    const wrong = elementwise('wrong', {
      dtype: () => 'bool',
      scalar: ([x]) => x!,
      tangents: [null],
    })
    const bytes = makeAval([1], 'uint8')
    expect(() => wrong.lower?.({}, [bytes], [makeAval([1], 'bool')])).toThrow('use scalar.convert')
  })
})
