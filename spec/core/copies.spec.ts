import { describe, expect, it, vi } from 'vitest'
import * as first from '../../src/index.ts'

const { grad, jit, jvp, lax, makeJaxpr, nn, np, optim, random, valueAndGrad, vjp, vmap } = first
type Tensor = first.Tensor

const copyOf = async (): Promise<typeof first> => {
  vi.resetModules()
  return import('../../src/index.ts')
}
const square = (x: Tensor): Tensor => np.multiply(x, x).sum()
const ones = np.ones([2])

/** Functions given a tensor of another copy, as an argument and by closing over it. */
const uses: Readonly<Record<string, (foreign: Tensor) => unknown>> = {
  'np.add': (x) => np.add(x, 1),
  'the second operand': (x) => np.add(1, x),
  'a method': (x) => ones.add(x),
  'np.array': (x) => np.array(x),
  'np.array of several': (x) => np.array([x, x]),
  'np.where': (x) => np.where(true, ones, x),
  'lax.add': (x) => lax.add(x, x),
  'lax.scan': (x) => lax.scan((c: Tensor, y: Tensor) => [c.add(y), null], x, ones),
  jit: (x) => jit(square)(x),
  'jit twice': (x) => {
    const f = jit(square)
    f(ones)
    return f(x)
  },
  'a closure of jit': (x) => jit((y: Tensor) => y.add(x))(ones),
  grad: (x) => grad(square)(x),
  valueAndGrad: (x) => valueAndGrad(square)(x),
  'a closure of grad': (x) => grad((y: Tensor) => y.mul(x).sum())(ones),
  jvp: (x) => jvp(square, [x], [ones]),
  'a tangent': (x) => jvp(square, [ones], [x]),
  vjp: (x) => vjp(square, x),
  vmap: (x) => vmap(square)(x),
  'a closure of vmap': (x) => vmap((y: Tensor) => y.add(x))(ones),
  makeJaxpr: (x) => makeJaxpr(square)(x),
  'a key': (x) => random.normal(x),
  'parameters of a layer': (x) => nn.dense(2, 2).apply({ w: x, b: ones }, ones),
  'an input of a layer': (x) => nn.dense(2, 2).apply(nn.dense(2, 2).init(random.key(0)), x),
  'gradients of an optimizer': (x) => optim.sgd(0.1).update({ w: x }, [null, null]),
}

describe('two copies of the library in one process', () => {
  it('work by themselves', async () => {
    const second = await copyOf()
    expect(second.Tensor).not.toBe(first.Tensor)
    expect(
      second
        .grad((x: Tensor) => x.pow(2).sum())(second.np.ones([2]))
        .toArray(),
    ).toEqual([2, 2])
    expect(grad(square)(ones).toArray()).toEqual([2, 2])
  })

  it('are named where a tensor of one is given to the other', async () => {
    const second = await copyOf()
    const foreign = second.np.ones([2]) as unknown as Tensor
    expect(first.isTensor(foreign)).toBe(false)
    for (const [name, use] of Object.entries(uses))
      expect(() => use(foreign), name).toThrow(
        /a tensor of another copy of cotangent, which is loaded twice here \(deduplicate it/,
      )
  })

  it('are named for traced tensors too', async () => {
    const second = await copyOf()
    second.jit((x: unknown) => {
      expect(() => np.add(x as Tensor, 1)).toThrow(/another copy of cotangent/)
      return x
    })(second.np.ones([2]))
  })
})

describe('a record of a tensor', () => {
  const all = [
    np.array([
      [1.5, 2],
      [3, 4],
    ]),
    np.array([true, false]),
    np.array([1, -2], { dtype: 'int32' }),
    np.array([255, 0], { dtype: 'uint8' }),
    np.array([0.1], { dtype: 'float64' }),
    np.array(7),
    np.zeros([0, 3]),
  ]

  it('is cloned, and makes the tensor again', () => {
    for (const x of all) {
      const { data, shape, dtype } = structuredClone({
        data: x.data(),
        shape: x.shape,
        dtype: x.dtype,
      })
      const y = np.array(data, { dtype }).reshape(shape)
      expect([y.shape, y.dtype, y.toArray()]).toEqual([x.shape, x.dtype, x.toArray()])
    }
  })

  it('is no tensor itself, and is told how to become one', () => {
    for (const x of all) {
      const record = { data: x.data(), shape: x.shape, dtype: x.dtype } as unknown as Tensor
      for (const use of [() => np.add(record, 1), () => np.array(record), () => ones.mul(record)])
        expect(use).toThrow(/np\.array\(data, { dtype }\)\.reshape\(shape\) makes a tensor/)
    }
  })
})
