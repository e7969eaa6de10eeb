import { describe, expect, it } from 'vitest'
import { grad, jit, nn, np, type Tensor, vmap } from '../../src/index.ts'
import { differences, jax, vector } from './support.ts'

const activations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  relu: nn.relu,
  relu6: nn.relu6,
  leakyRelu: nn.leakyRelu,
  sigmoid: nn.sigmoid,
  softplus: nn.softplus,
  logSigmoid: nn.logSigmoid,
  silu: nn.silu,
  mish: nn.mish,
  softSign: nn.softSign,
  squareplus: nn.squareplus,
  sparsePlus: nn.sparsePlus,
  sparseSigmoid: nn.sparseSigmoid,
  elu: nn.elu,
  celu: nn.celu,
  selu: nn.selu,
  gelu: nn.gelu,
  hardTanh: nn.hardTanh,
  hardSigmoid: nn.hardSigmoid,
  hardSilu: nn.hardSilu,
  log1mexp: nn.log1mexp,
  'gelu, exactly': (x) => nn.gelu(x, { approximate: false }),
}

describe('at infinities, kinks, far out and at NaN, as in JAX', () => {
  const x = vector(jax.special)

  it('every activation of the fixture', () => {
    expect(Object.keys(activations)).toEqual(Object.keys(jax.pointwise))
  })

  it.each(Object.entries(activations))('%s and its derivatives', (name, f) => {
    const expected = jax.pointwise[name] as (typeof jax.pointwise)[string]
    const first = grad(f)
    const second = grad((y: Tensor) => grad(f)(y))
    expect(differences(f(x), expected.values)).toEqual([])
    expect(differences(vmap(first)(x), expected.first, 'grad')).toEqual([])
    expect(differences(vmap(second)(x), expected.second, 'grad')).toEqual([])
    expect(differences(jit(vmap(first))(x), expected.first, 'grad')).toEqual([])
  })

  it.each(Object.entries(activations))('%s in float32', (name, f) => {
    const x32 = vector(jax.special, 'float32')
    const y = f(x32)
    expect(y.dtype).toBe('float32')
    expect(differences(y, jax.pointwise[name]?.values ?? [])).toEqual([])
  })
})

describe('activations', () => {
  it('take numbers and integers', () => {
    expect(nn.relu(-1).item()).toBe(0)
    expect(nn.relu(np.array([-1, 2], { dtype: 'int32' })).dtype).toBe('int32')
    for (const f of Object.values(activations))
      expect(f(np.array([1, 2], { dtype: 'int32' })).shape).toEqual([2])
    expect(nn.silu(np.array([0], { dtype: 'int32' })).dtype).toBe('float32')
    expect(nn.elu(np.array([1], { dtype: 'int32' })).dtype).toBe('float32')
  })

  it('take their options', () => {
    const x = np.array([-2, 3])
    expect(nn.leakyRelu(x, { negativeSlope: np.array(0.25) }).toArray()).toEqual([-0.5, 3])
    expect(nn.squareplus(np.array(0), { b: 16 }).item()).toBe(2)
    expect(nn.glu(np.array([[6], [0]]), { axis: 0 }).toArray()).toEqual([[3]])
    const slope = (s: Tensor): Tensor => nn.leakyRelu(np.array(-3), { negativeSlope: s })
    expect(grad(slope)(np.array(0.1)).item()).toBe(-3)
  })

  it('refuse options that they do not have, and odd halves', () => {
    expect(() => nn.elu(1, { a: 1 } as object)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: elu: expected options among { alpha }, got "a"]`,
    )
    expect(() => nn.gelu(1, true as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: gelu: expected options in one record, such as { approximate: … }, got the boolean true]`,
    )
    expect(() => nn.glu(np.zeros([2, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: glu: expected an axis of even size, got 3 at axis 1 of f32[2,3]]`,
    )
    expect(() => nn.glu(1)).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: glu: expected no axis for f32[], which has none, got -1]`,
    )
    expect(() => nn.relu('x' as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: relu: expected a tensor, number, boolean, typed array or ndarray, got the string "x"]`,
    )
  })

  it('have their other names', () => {
    expect(nn.swish).toBe(nn.silu)
    expect(nn.hardSwish).toBe(nn.hardSilu)
  })
})
