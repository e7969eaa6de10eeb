import { describe, expect, it } from 'vitest'
import { grad, jit, jvp, lax, np, type Tensor, vjp, vmap } from '../../src/index.ts'

const zeros = (...shape: number[]): Tensor => np.zeros(shape)

describe('shapes', () => {
  it.each<[string, () => unknown, string]>([
    [
      'add',
      () => zeros(3).add(zeros(4)),
      'add: expected shapes that broadcast, got f32[3], f32[4]',
    ],
    [
      'where',
      () => np.where(zeros(2).gt(0), zeros(3), 1),
      'where: expected shapes that broadcast, got bool[2], f32[3], f32[]',
    ],
    [
      'lax.add',
      () => lax.add(zeros(3), zeros(4)),
      'add: expected operands of equal shape (or scalars), got f32[3], f32[4]',
    ],
    [
      'matmul',
      () => zeros(5, 40).matmul(zeros(41, 1)),
      'got f32[5,40] × f32[41,1]: 40 and 41 differ',
    ],
    ['dot', () => np.dot(zeros(3), zeros(4)), 'got f32[3] × f32[4]: 3 and 4 differ'],
    [
      'einsum',
      () => np.einsum('ij,jk->ik', zeros(2, 3), zeros(4, 5)),
      "one size for index j of 'ij,jk->ik', got 3 and 4",
    ],
    [
      'reshape',
      () => zeros(6).reshape(4, 2),
      'reshape: expected a shape of 6 elements for f32[6], got [4, 2] of 8',
    ],
    [
      'concatenate',
      () => np.concatenate([zeros(2, 3), zeros(2, 4)]),
      'expected shapes that differ at most along axis 0, got f32[2,3], f32[2,4]',
    ],
    [
      'stack',
      () => np.stack([zeros(2), zeros(3)]),
      'expected tensors of one shape, got f32[2] and f32[3]',
    ],
    [
      'broadcastTo',
      () => np.broadcastTo(zeros(3), [2, 4]),
      'expected a shape that f32[3] broadcasts to, got [2, 4]',
    ],
    [
      'array',
      () => np.array([[1, 2], [3]]),
      'expected nested arrays of one shape, got 1 elements at [1]',
    ],
    [
      'item',
      () => zeros(2).item(),
      'item: expected a tensor of one element, got f32[2]; use toArray() or data()',
    ],
    ['zeros', () => zeros(-1), 'expected a shape of integers of at least 0, got -1'],
  ])('that do not fit in %s are named', (_, f, message) => {
    expect(f).toThrow(
      expect.objectContaining({ name: 'ShapeError', message: expect.stringContaining(message) }),
    )
  })
})

describe('shapes of traced values', () => {
  type Params = { readonly layer: { readonly w: Tensor } }
  const params: Params = { layer: { w: zeros(41, 1) } }
  const loss = function loss({ layer }: Params, x: Tensor): Tensor {
    return x.mul(2).matmul(layer.w).sum()
  }

  it('are named with where they come from', () => {
    const message = 'got f32[5,40] × f32[41,1] (args[0].layer.w of loss): 40 and 41 differ'
    expect(() => grad(loss)(params, zeros(5, 40))).toThrow(message)
    expect(() => jvp((p: Params) => loss(p, zeros(5, 40)), [params], [params])).toThrow(
      'layer.w of f',
    )
    expect(() => vmap(loss, { inAxes: [null, 0] })(params, zeros(3, 5, 40))).toThrow('f32[5,40]')
    expect(() => vjp(loss, params, zeros(5, 40))).toThrow('args[0].layer.w of loss')
  })

  it('are named with the operation that made them under jit', () => {
    expect(() => jit(loss)(params, zeros(5, 40))).toThrow(
      'got f32[5,40] (the result of mul) × f32[41,1] (args[0].layer.w of loss)',
    )
  })

  it('are named in arithmetic too', () => {
    const add = vmap(function add(p: Params, x: Tensor): Tensor {
      return p.layer.w.add(x)
    })
    expect(() => add({ layer: { w: zeros(2, 3) } }, zeros(2, 4))).toThrow(
      'got f32[3] (args[0].layer.w of add), f32[4] (args[1] of add)',
    )
  })
})

describe('dtypes', () => {
  it.each<[string, () => unknown, string]>([
    [
      'lax.add',
      () => lax.add(zeros(2), zeros(2).astype('int32')),
      'add: expected operands of one dtype, got float32, int32; np.add promotes',
    ],
    [
      'subtract',
      () => zeros(2).gt(0).sub(zeros(2).gt(0)),
      'subtract: expected numbers, got two bools; use np.logicalXor',
    ],
    [
      'astype',
      () => zeros(2).astype('int64' as never),
      'expected one of the dtypes bool, uint8, int8, uint32, int32, float32, float64, got "int64"',
    ],
    ['array', () => np.array(1, { dtype: 'float16' as never }), 'got "float16"'],
  ])('that do not fit in %s are named', (_, f, message) => {
    expect(f).toThrow(
      expect.objectContaining({ name: 'DtypeError', message: expect.stringContaining(message) }),
    )
  })
})

describe('axes and indices', () => {
  it.each<[string, () => unknown, string]>([
    ['sum', () => zeros(2).sum({ axis: 1 }), 'sum: expected an axis from -1 to 0 of f32[2], got 1'],
    [
      'get',
      () => zeros(2).get(0, 1),
      'expected at most 1 indices for f32[2], got 2: too many indices',
    ],
  ])('that are not there in %s are named', (_, f, message) => {
    expect(f).toThrow(
      expect.objectContaining({ name: 'AxisError', message: expect.stringContaining(message) }),
    )
  })

  it('are clamped, as in JAX, where they are out of range', () => {
    expect(np.array([1, 2]).get(5).item()).toBe(2)
  })
})

describe('x[0]', () => {
  it('is refused, since it would be undefined', () => {
    const x = np.array([1, 2]) as unknown as number[]
    expect(() => x[0]).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Tensor: expected a method for indexing, got x[0]; use x.get(0), or x.toArray()[0] for a number]`,
    )
    expect(() => {
      x[1] = 5
    }).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Tensor: expected no assignment, got x[1] = …; tensors are immutable: use x = x.at(1).set(…)]`,
    )
  })

  it('has a method for reading and one for an updated copy', () => {
    const x = np.array([1, 2])
    expect(x.get(0).item()).toBe(1)
    expect(x.at(1).set(5).toArray()).toEqual([1, 5])
    expect(x.toArray()).toEqual([1, 2])
  })
})
