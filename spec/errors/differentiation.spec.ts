import { describe, expect, it } from 'vitest'
import {
  grad,
  hessian,
  jacrev,
  jvp,
  linearTranspose,
  np,
  type Tensor,
  valueAndGrad,
  vjp,
} from '../../src/index.ts'

const square = (x: Tensor): Tensor => x.mul(x)
const int = (value: number): Tensor => np.array(value, { dtype: 'int32' })

describe('grad of what is no scalar function', () => {
  it('names the shape, and says how to make it a scalar', () => {
    expect(() => grad(square)(np.array([1, 2, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: grad: expected square to return a scalar, got f32[3]; gradients are only defined for scalar-output functions: return x.sum(), or use jacrev]`,
    )
    expect(() => valueAndGrad(square)(np.array([[1]]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: valueAndGrad: expected square to return a scalar, got f32[1,1]; gradients are only defined for scalar-output functions: return x.reshape([]), or use jacrev]`,
    )
  })

  it('says that a tree is no scalar', () => {
    const both = (x: Tensor) => ({ y: x, z: x })
    expect(() => grad(both)(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: grad: expected both to return one scalar, got a tree of 2 leaves; return a sum of its leaves, or use hasAux for what is not to be differentiated]`,
    )
  })

  it('names a dtype that has no derivative', () => {
    const best = (x: Tensor): Tensor => np.argmax(x)
    expect(() => grad(best)(np.array([1, 2]))).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: grad: expected best to return a floating point scalar, got i32[]; convert with astype]`,
    )
    expect(() => grad((x: Tensor) => x.gt(0))(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: grad: expected f to return a floating point scalar, got bool[]; convert with astype]`,
    )
  })
})

describe('grad with respect to integers', () => {
  it('names the path of the leaf', () => {
    const loss = (p: { w: Tensor; steps: Tensor }): Tensor => p.w.sum()
    const params = { w: np.array([1]), steps: int(3) }
    expect(() => grad(loss)(params)).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: grad: expected floating point inputs, got i32[] at args[0].steps of loss; differentiate another argument (argnums), or set allowInt]`,
    )
    expect(() => jacrev(square)(int(1))).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: jacrev: expected floating point inputs, got i32[] at args[0] of square; differentiate another argument (argnums)]`,
    )
    expect(() => hessian(square)(int(1))).toThrow('jacfwd: expected floating point inputs')
  })

  it('is allowed with allowInt', () => {
    const g = grad((n: Tensor) => n.mul(0.5), { allowInt: true })(int(3))
    expect([g.dtype, g.toArray()]).toEqual(['float32', 0])
  })
})

describe('argnums', () => {
  it('need as many arguments', () => {
    const f = (...xs: readonly Tensor[]): Tensor => xs[0] as Tensor
    const call = (argnums: number, ...xs: Tensor[]) => grad(f, { argnums })(...xs)
    expect(() => call(0)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected argnums to name arguments of f, got 0 in a call with 0 of them; pass at least 1]`,
    )
    expect(() => call(1, np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected argnums to name arguments of f, got 1 in a call with 1 of them; pass at least 2]`,
    )
    expect(() => call(-3, np.array(1), np.array(2))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected argnums to name arguments of f, got -3 in a call with 2 of them; pass at least 3]`,
    )
  })

  it('are integers, each given once', () => {
    expect(() => grad(square, { argnums: '0' as never })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected argnums to be an integer or a list of integers, got the string "0"]`,
    )
    expect(() => grad(square, { argnums: [0, 1.5] })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected argnums to be an integer or a list of integers, got the number 1.5 in it]`,
    )
    expect(() => grad(square, { argnums: [0, 0] })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected different argnums, got [0, 0]]`,
    )
  })
})

describe('hasAux', () => {
  it('needs a pair', () => {
    const options = { hasAux: true } as const
    expect(() => grad(square, options)(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected square to return a two-element array [value, aux] with hasAux, got f32[]]`,
    )
    const three = (x: Tensor) => [x, x, x]
    expect(() => valueAndGrad(three, options)(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: valueAndGrad: expected three to return a two-element array [value, aux] with hasAux, got an array of 3]`,
    )
  })

  it('is named where a pair is returned without it', () => {
    const pair = (x: Tensor) => [x, x]
    expect(() => grad(pair)(np.array(1))).toThrow('use hasAux for what is not to be differentiated')
  })
})

describe('arguments that are no tensors', () => {
  it('are named with their path', () => {
    const f = (p: { name: string; w: number }) => np.array(p.w)
    expect(() => grad(f)({ name: 'linear', w: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: grad: expected a tensor, number, boolean, typed array or ndarray at args[0].name, got the string "linear"]`,
    )
  })
})

describe('jvp', () => {
  it('wants tangents like the primals', () => {
    const x = np.array([1, 2])
    expect(() => jvp(square, [x], [{ x }])).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: jvp: expected tangents of structure [*], got [{ x: * }]]`,
    )
    expect(() => jvp(square, [x], [x, x] as never)).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: jvp: expected tangents of structure [*], got [*, *]]`,
    )
    expect(() => jvp(square, [x], [np.array(1)])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: jvp: expected primal and tangent shapes to be equal, got f32[2] and f32[] at tangents[0]]`,
    )
    expect(() => jvp(square, [x], [x.astype('float64')])).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: jvp: expected primal and tangent dtypes to be equal, got f32[2] and f64[2] at tangents[0]; use astype]`,
    )
    expect(() => jvp(square, x as never, x as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: jvp: expected primals and tangents as lists with an entry per argument]`,
    )
  })

  it('names the path of a tangent that does not fit', () => {
    const f = (p: { w: Tensor }): Tensor => p.w
    expect(() => jvp(f, [{ w: np.zeros([2]) }], [{ w: np.zeros([3]) }])).toThrow(
      'got f32[2] and f32[3] at tangents[0].w',
    )
  })
})

describe('vjp', () => {
  it('wants a cotangent like the result', () => {
    const f = (x: Tensor) => ({ y: x })
    const [, back] = vjp(f, np.array([1, 2]))
    expect(() => back(np.array([1, 2]))).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: vjp: expected a cotangent of structure { y: * }, got one leaf]`,
    )
    expect(() => back({ y: np.array(1) })).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: vjp: expected a cotangent f32[2], got f32[] at the cotangent.y; it needs the shape of the result]`,
    )
    expect(() =>
      back({ y: np.array([1, 2], { dtype: 'int32' }) }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: vjp: expected a cotangent f32[2], got i32[2] at the cotangent.y; use astype]`,
    )
  })
})

describe('linearTranspose', () => {
  it('wants a linear function', () => {
    const f = (x: Tensor): Tensor => np.sin(x)
    expect(() => linearTranspose(f, np.array(1))(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[MissingRuleError: linearTranspose: expected an operation that is linear in its input, got sin without a transpose rule; give linearTranspose a linear function, and a custom rule tangents in which it is linear]`,
    )
  })
})
