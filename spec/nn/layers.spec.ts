import { describe, expect, it } from 'vitest'
import { grad, jit, nn, np, optim, random, type Tensor, treeMap, vmap } from '../../src/index.ts'
import { plain } from '../support/plain.ts'

const key = random.key(0)
const { ones, constant } = nn.initializers

describe('dense', () => {
  it('is x W + b, for any leading axes', () => {
    const layer = nn.dense(2, 3, { kernelInit: ones, biasInit: constant(0.5) })
    const params = layer.init(key)
    expect([params.w.shape, params.b.shape]).toEqual([[2, 3], [3]])
    expect(layer.apply(params, np.array([1, 2])).toArray()).toEqual([3.5, 3.5, 3.5])
    expect(layer.apply(params, np.ones([4, 5, 2])).shape).toEqual([4, 5, 3])
  })

  it('draws weights with variance 1 / inSize, and no bias', () => {
    const { w, b } = nn.dense(100, 200).init(key)
    expect(w.pow(2).mean().item() * 100).toBeCloseTo(1, 1)
    expect(b.toArray()).toEqual(Array(200).fill(0))
  })

  it('draws weights and bias from different keys', () => {
    const normal = nn.initializers.normal()
    const { w, b } = nn.dense(1, 4, { kernelInit: normal, biasInit: normal }).init(key)
    expect(w.toArray()).not.toEqual([b.toArray()])
  })

  it('says what does not fit', () => {
    const layer = nn.dense(2, 3)
    expect(() => layer.apply(layer.init(key), np.ones([2, 4]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dense: expected an input with a last axis of 2, got f32[2,4]]`,
    )
    expect(() => layer.apply(layer.init(key), 1)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: dense: expected an input with a last axis of 2, got f32[]]`,
    )
    expect(() => layer.apply([] as never, np.ones([2]))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: dense: expected parameters { w, b }, got an array (np.array makes a tensor of it)]`,
    )
    expect(() => nn.dense(2, 0)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: dense: expected outSize to be a positive integer, got 0]`,
    )
    expect(() => nn.dense(2, 3, { useBias: true } as object)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: dense: expected options among { kernelInit, biasInit }, got "useBias"]`,
    )
  })
})

describe('parameters from JSON', () => {
  const x = np.ones([3, 2])
  const fromJson = (params: unknown): never => JSON.parse(JSON.stringify(params)) as never
  const advice =
    /expected parameters { w, b }, both tensors, got an array .+ for w; .+ treeMap\(\(p, a\) => np\.array\(a, { dtype: p\.dtype }\), net\.init\(key\), params\)/

  it('are refused with what makes tensors of them', () => {
    const dense = nn.dense(2, 3)
    const mlp = nn.mlp([2, 4, 1])
    const sequential = nn.sequential(nn.dense(2, 4), nn.relu, nn.dense(4, 1))
    expect(() => dense.apply(fromJson(dense.init(key)), x)).toThrow(advice)
    expect(() => mlp.apply(fromJson(mlp.init(key)), x)).toThrow(advice)
    expect(() => sequential.apply(fromJson(sequential.init(key)), x)).toThrow(advice)
    expect(() => dense.apply({ w: np.ones([2, 3]), b: [0, 0, 0] } as never, x)).toThrow(/for b;/)
    expect(() => dense.apply({ w: np.ones([2, 3]), b: '0' } as never, x)).toThrow(
      /both tensors, got the string "0" for b$/,
    )
    expect(() => dense.apply({ w: np.ones([2, 3]) } as never, x)).toThrow(
      'dense: expected parameters { w, b }, got an object with keys {w}',
    )
  })

  it('become tensors by that', () => {
    for (const net of [
      nn.mlp([2, 4, 1]),
      nn.sequential(nn.dense(2, 4), nn.relu, nn.dense(4, 1)),
      nn.dense(2, 3),
    ] as unknown as readonly nn.Layer<readonly nn.DenseParams[]>[]) {
      const trained = net.init(random.key(7))
      const params = fromJson(trained)
      const loaded = treeMap((p, a) => np.array(a, { dtype: p.dtype }), net.init(key), params)
      expect(net.apply(loaded, x).toArray()).toEqual(net.apply(trained, x).toArray())
    }
  })
})

describe('mlp', () => {
  const net = nn.mlp([1, 8, 8, 1])

  it('puts the activation between layers and not after the last', () => {
    const negative = nn.mlp([1, 1, 1], { kernelInit: constant(-1) })
    const params = negative.init(key)
    expect(negative.apply(params, np.array([[2], [-2]])).toArray()).toEqual([[0], [-2]])
    const linear = nn.mlp([1, 1, 1], { kernelInit: constant(-1), activation: (x) => x })
    expect(linear.apply(params, np.array([[2], [-2]])).toArray()).toEqual([[2], [-2]])
  })

  it('is the same as its layers in sequence', () => {
    const params = net.init(key)
    const [first, second, third] = [nn.dense(1, 8), nn.dense(8, 8), nn.dense(8, 1)]
    const sequence = nn.sequential(first, nn.relu, second, nn.relu, third)
    const x = random.normal(key, { shape: [5, 1] })
    const [a, b, c] = params as [nn.DenseParams, nn.DenseParams, nn.DenseParams]
    expect(sequence.apply([a, null, b, null, c], x).toArray()).toEqual(
      net.apply(params, x).toArray(),
    )
  })

  it('trains under jit', () => {
    const x = np.linspace(-1, 1, { num: 20 }).reshape([20, 1])
    const y = np.abs(x)
    const optimizer = optim.adam(1e-2)
    const loss = (params: readonly nn.DenseParams[]): Tensor =>
      net.apply(params, x).sub(y).pow(2).mean()
    const step = jit((params: readonly nn.DenseParams[], state: unknown) => {
      const [updates, next] = optimizer.update(grad(loss)(params), state, params)
      return [optim.applyUpdates(params, updates), next] as const
    })
    let params = net.init(key)
    let state = optimizer.init(params)
    for (let i = 0; i < 200; i++) [params, state] = step(params, state)
    expect(loss(params).item()).toBeLessThan(0.01)
  })

  it('makes an ensemble under vmap', () => {
    const params = vmap((one: Tensor) => net.init(one))(random.split(key, { num: 3 }))
    const predict = vmap((p: readonly nn.DenseParams[], x: Tensor) => net.apply(p, x), {
      inAxes: [0, null],
    })
    expect(predict(params, np.ones([5, 1])).shape).toEqual([3, 5, 1])
  })

  it('says what does not fit', () => {
    expect(() => nn.mlp([3])).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mlp: expected a list of at least two sizes, input and output, got [3]]`,
    )
    expect(() => net.apply([], np.ones([1, 1]))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mlp: expected a list of 3 parameters, one for each layer, got a list of 0]`,
    )
    expect(() =>
      nn.mlp([1, 2], { activate: nn.relu } as object),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mlp: expected options among { kernelInit, biasInit, activation }, got "activate"]`,
    )
  })
})

describe('sequential', () => {
  it('has null parameters for functions', () => {
    const net = nn.sequential(nn.dense(1, 1, { kernelInit: ones }), nn.relu)
    const params = net.init(key)
    expect(plain(params)).toEqual([{ w: [[1]], b: [0] }, null])
    expect(net.apply(params, np.array([-3])).toArray()).toEqual([0])
    expect(plain(grad((p: typeof params) => net.apply(p, np.array([3])).sum())(params))).toEqual([
      { w: [[3]], b: [1] },
      null,
    ])
  })

  it('nests', () => {
    const inner = nn.sequential(nn.dense(2, 2), nn.relu)
    const net = nn.sequential(inner, nn.dense(2, 1))
    expect(net.apply(net.init(key), np.ones([4, 2])).shape).toEqual([4, 1])
  })

  it('refuses a wrong number of parameters', () => {
    const net = nn.sequential(nn.relu)
    expect(() => net.apply([] as never, np.ones([1]))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: sequential: expected a list of 1 parameters, one for each layer, got a list of 0]`,
    )
  })
})
