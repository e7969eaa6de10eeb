import { describe, expect, it } from 'vitest'
import {
  evalShape,
  grad,
  jit,
  lax,
  nn,
  np,
  random,
  ShapeDtypeStruct,
  type Tensor,
  vmap,
} from '../../src/index.ts'

const sizes = [2, 3]
const x = np.ones(sizes)

/** The tensors that `f` gets while a transform runs. */
const seen = (run: (see: (t: Tensor) => Tensor) => unknown): readonly Tensor[] => {
  const found: Tensor[] = []
  run((t) => {
    found.push(t, t.add(1))
    return t
  })
  return found
}

const sources: Readonly<Record<string, () => Tensor | ShapeDtypeStruct>> = {
  array: () => np.array([[1, 2, 3]]),
  zeros: () => np.zeros([2, 3]),
  'an ndarray': () => np.array(x.ndarray()),
  'an operation': () => x.add(1),
  'a broadcast operation': () => x.add(np.ones([3])),
  'a reduction': () => x.sum({ axis: 0 }),
  'a product': () => np.matmul(x, x.T),
  'a view': () => x.T,
  reshape: () => x.reshape([3, 2]),
  'an index': () => x.get(0),
  'a key': () => random.key(0),
  'random numbers': () => random.normal(random.key(0), { shape: [2, 3] }),
  'an initializer': () => nn.initializers.zeros(random.key(0), [2, 3]),
  jit: () => jit((t: Tensor) => t.mul(2))(x),
  'an argument that jit returns': () => jit((t: Tensor) => t)(x),
  grad: () => grad((t: Tensor) => t.sum())(x),
  vmap: () => vmap((t: Tensor) => t.mul(2))(x),
  scan: () => lax.scan((c: Tensor, t: Tensor) => [c.add(t.sum()), t], np.array(0), x)[1],
  evalShape: () => evalShape((t: Tensor) => t, x),
  ShapeDtypeStruct: () => new ShapeDtypeStruct(sizes, 'float32'),
}

describe('the shape of a tensor', () => {
  it.each(Object.entries(sources))('cannot be changed: %s', (_, make) => {
    const tensor = make()
    const before = [...tensor.shape]
    const shape = tensor.shape as number[]
    expect(() => {
      shape[0] = 6
    }).toThrow(TypeError)
    expect(() => shape.push(1)).toThrow(TypeError)
    expect(tensor.shape).toEqual(before)
    expect(tensor.shape).toBe(tensor.shape)
    expect(make().shape).toEqual(before)
  })

  it.each<[string, (see: (t: Tensor) => Tensor) => unknown]>([
    ['jit', (see) => jit((t: Tensor) => see(t))(x)],
    ['grad', (see) => grad((t: Tensor) => see(t).sum())(x)],
    ['vmap', (see) => vmap((t: Tensor) => see(t))(x)],
    ['scan', (see) => lax.scan((c: null, t: Tensor) => [c, see(t)], null, x)],
  ])('cannot be changed while a transform runs: %s', (_, run) => {
    const tensors = seen(run)
    expect(tensors.length).toBeGreaterThan(0)
    for (const { shape } of tensors) expect(Object.isFrozen(shape)).toBe(true)
  })

  it('is not the list that it was made from', () => {
    const given = [2, 3]
    const made = [
      np.zeros(given),
      np.full(given, 1),
      np.reshape(np.arange(6), given),
      np.broadcastTo(1, given),
      random.normal(random.key(0), { shape: given }),
      lax.full(given, 1),
      new ShapeDtypeStruct(given, 'float32'),
      jit(() => np.zeros(given))(),
    ]
    given[0] = 9
    given.push(4)
    for (const { shape } of made) expect(shape).toEqual([2, 3])
    expect((made[0] as Tensor).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })
})
