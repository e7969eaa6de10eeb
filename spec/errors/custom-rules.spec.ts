import { describe, expect, it } from 'vitest'
import {
  customJvp,
  customLinearSolve,
  customRoot,
  customVjp,
  grad,
  jvp,
  np,
  type Tensor,
} from '../../src/index.ts'

const one = np.array(1)
const foo = function foo(x: Tensor): Tensor {
  return x.sum()
}
type Rule = (...args: never[]) => readonly [unknown, unknown]

describe('customJvp', () => {
  const withRule = (rule: unknown) => grad(customJvp(foo).defjvp(rule as Rule))

  it('wants a rule', () => {
    expect(() => customJvp(foo)(one)).toThrowErrorMatchingInlineSnapshot(
      `[CotangentError: customJvp: expected a rule for foo, got none: no JVP defined; call defjvp first]`,
    )
    expect(() => customJvp(foo).defjvp(one as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: defjvp: expected rule to be a function, got f32[]; hand over the function itself, not the result of calling it]`,
    )
    expect(() => customJvp(foo, { nondiff: [0] } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: customJvp: expected options among { nondiffArgnums }, got "nondiff"]`,
    )
  })

  it('wants a rule that returns a pair', () => {
    expect(() => withRule(() => one)(one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: customJvp: expected the rule of foo to return a pair [out, tangentOut], got f32[]]`,
    )
  })

  it('wants a tangent like the result', () => {
    expect(() =>
      withRule(([x]: [Tensor], [dx]: [Tensor]) => [x, { dx }])(one),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: customJvp: expected a tangent from the rule of foo of structure one leaf, got { dx: * }]`,
    )
    expect(() =>
      withRule(([x]: [Tensor]) => [x, np.zeros([3])])(one),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: customJvp: expected a tangent f32[] from the rule of foo, got f32[3]; it needs the shape of the result]`,
    )
    expect(() =>
      withRule(([x]: [Tensor]) => [x, x.astype('int32')])(one),
    ).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: customJvp: expected a tangent f32[] from the rule of foo, got i32[]; use astype]`,
    )
  })

  it('wants a rule that is linear in the tangents', () => {
    expect(() => withRule(([x]: [Tensor], [dx]: [Tensor]) => [x, np.sin(dx)])(one)).toThrow(
      'sin: expected an operation that is linear in its input',
    )
  })
})

describe('customVjp', () => {
  const withRules = (fwd: unknown, bwd: unknown) =>
    grad(customVjp(foo).defvjp(fwd as Rule, bwd as Rule))
  const fwd = (x: Tensor) => [x.sum(), null]

  it('wants rules', () => {
    expect(() => customVjp(foo)(one)).toThrowErrorMatchingInlineSnapshot(
      `[CotangentError: customVjp: expected rules for foo, got none: no VJP defined; call defvjp first]`,
    )
    expect(() => withRules(fwd, undefined)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: defvjp: expected bwd to be a function, got undefined (a missing argument, key or return value); hand over the function itself, not the result of calling it]`,
    )
  })

  it('wants a pair from fwd', () => {
    expect(() => withRules(foo, () => [one])(one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: customVjp: expected fwd of foo to return a pair [out, residuals], got f32[]]`,
    )
  })

  it('wants a list of cotangents like the arguments from bwd', () => {
    expect(() => withRules(fwd, () => one)(one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: customVjp: expected bwd of foo to return a list with one cotangent per argument, got f32[]]`,
    )
    expect(() => withRules(fwd, () => [one, one])(one)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: customVjp: expected bwd of foo to return a list with one cotangent per argument, got a list of 2]`,
    )
    expect(() => withRules(fwd, () => [one])(np.zeros([2]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: customVjp: expected a cotangent f32[2] from bwd of foo, got f32[]; it needs the shape of the argument]`,
    )
    expect(() => withRules(fwd, () => [{ w: one }])(one)).toThrow(
      'expected the cotangents from bwd of foo of structure one leaf, got { w: * }',
    )
    const integers = np.zeros([2], { dtype: 'int32' })
    expect(() => withRules(fwd, () => [integers])(np.zeros([2]))).toThrow('use astype')
  })

  it('has no forward mode', () => {
    const f = customVjp(foo).defvjp(fwd as never, (_: null, ct: Tensor) => [ct])
    expect(() => jvp(f, [one], [one])).toThrowErrorMatchingInlineSnapshot(
      `[TracerError: customVjp: expected reverse mode, got forward mode: can't apply forward-mode autodiff (jvp) to a function with a customVjp rule, since only its backward pass is known; use grad or vjp, or give the function a customJvp rule]`,
    )
  })
})

describe('customRoot', () => {
  const identity = (_: unknown, y: Tensor): Tensor => y

  it('wants functions that keep the structure', () => {
    const nested = (x: Tensor) => [x] as never
    expect(() => customRoot(nested, one, identity, identity)).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: customRoot: expected the result of nested of structure one leaf, got [*]]`,
    )
    expect(() =>
      customRoot(
        (x: Tensor) => x,
        one,
        (_, x) => [x],
        identity,
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: customRoot: expected the result of solve of structure one leaf, got [*]]`,
    )
    expect(() =>
      customRoot((x: Tensor) => x, one, identity, identity, { hasAux: true }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: customRoot: expected solve to return a two-element array [x, aux] with hasAux, got another structure]`,
    )
  })
})

describe('customLinearSolve', () => {
  it('wants a map that keeps the shape', () => {
    const matvec = (x: Tensor): Tensor => np.stack([x, x])
    expect(() => customLinearSolve(matvec, one, (_, b) => b)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: customLinearSolve: expected matvec to give f32[], got f32[2]]`,
    )
  })

  it('wants a way to solve with the transpose for reverse mode', () => {
    const half = (b: Tensor): Tensor =>
      customLinearSolve(
        (x: Tensor) => x.mul(2),
        b,
        (_, y) => y.div(2),
      )
    expect(() => grad(half)(one)).toThrowErrorMatchingInlineSnapshot(
      `[MissingRuleError: customLinearSolve: expected transposeSolve for reverse mode, got none; give it, or say that the map is symmetric]`,
    )
  })
})
