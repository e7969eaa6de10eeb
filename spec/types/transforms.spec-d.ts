import { function as F } from 'fp-ts'
import { describe, expectTypeOf, it } from 'vitest'
import type { TensorLike } from '../../src/core/convert.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { grad, valueAndGrad } from '../../src/transforms/grad.ts'
import { hessian, jacfwd, jacrev } from '../../src/transforms/jacobian.ts'
import { type Jitted, jit } from '../../src/transforms/jit.ts'
import { jvp, linearize } from '../../src/transforms/jvp.ts'
import { scan } from '../../src/transforms/scan.ts'
import { stopGradient } from '../../src/transforms/stop-gradient.ts'
import { vjp } from '../../src/transforms/vjp.ts'
import { vmap } from '../../src/transforms/vmap.ts'
import { foriLoop, whileLoop } from '../../src/transforms/while-loop.ts'

interface Params {
  readonly w: Tensor
  readonly layers: readonly [Tensor, { readonly b: Tensor }]
}
declare const loss: (p: Params, x: Tensor) => Tensor
declare const params: Params
declare const x: Tensor

describe('grad', () => {
  it('keeps a record of parameters, an interface or not', () => {
    expectTypeOf(grad(loss)).toEqualTypeOf<(p: Params, x: Tensor) => Params>()
    expectTypeOf(grad(loss)(params, x).layers[1].b).toEqualTypeOf<Tensor>()
    expectTypeOf(grad((p: { a: Tensor[] }) => p.a[0] as Tensor)).returns.toEqualTypeOf<{
      a: Tensor[]
    }>()
  })

  it('selects arguments by argnums, from the end too', () => {
    expectTypeOf(grad(loss, { argnums: 1 })).returns.toEqualTypeOf<Tensor>()
    expectTypeOf(grad(loss, { argnums: -1 })).returns.toEqualTypeOf<Tensor>()
    expectTypeOf(grad(loss, { argnums: -2 })).returns.toEqualTypeOf<Params>()
    expectTypeOf(grad(loss, { argnums: [0, 1] })).returns.toEqualTypeOf<readonly [Params, Tensor]>()
    expectTypeOf(grad(loss, { argnums: [1, -2] })).returns.toEqualTypeOf<
      readonly [Tensor, Params]
    >()
  })

  it('gives auxiliary results their type', () => {
    const f = (p: Params, y: Tensor) => [y, { last: p.w, count: 3 }] as const
    expectTypeOf(grad(f, { hasAux: true })).returns.toEqualTypeOf<
      readonly [Params, { readonly last: Tensor; readonly count: Tensor }]
    >()
    expectTypeOf(valueAndGrad(f, { hasAux: true, argnums: 1 })).returns.toEqualTypeOf<
      readonly [readonly [Tensor, { readonly last: Tensor; readonly count: Tensor }], Tensor]
    >()
  })

  it('takes numbers where the function takes TensorLike, and gives a tensor', () => {
    const f = (a: TensorLike, _b: number): Tensor => a as Tensor
    expectTypeOf(grad(f)).toEqualTypeOf<(a: TensorLike, b: number) => Tensor>()
    expectTypeOf(grad(f)).toBeCallableWith(2, 3)
  })

  it('keeps null, and takes functions and strings for leaves', () => {
    const f = (p: { a: Tensor; none: null }): Tensor => p.a
    expectTypeOf(grad(f)).returns.toEqualTypeOf<{ a: Tensor; none: null }>()
  })

  it('infers in generic code', () => {
    const meta = <T, D>(l: (theta: T, data: D) => Tensor) => grad(l)
    expectTypeOf(meta(loss)).toEqualTypeOf<(theta: Params, data: Tensor) => Params>()
  })

  it('rejects what is no function and options that it does not have', () => {
    // @ts-expect-error a value
    grad(x)
    // @ts-expect-error Python's spelling
    grad(loss, { has_aux: true })
    // @ts-expect-error a bare position
    grad(loss, 1)
  })
})

describe('pipe and flow', () => {
  it('infer transforms as values', () => {
    expectTypeOf(F.pipe(loss, grad, jit)).toEqualTypeOf<Jitted<[p: Params, x: Tensor], Params>>()
    expectTypeOf(F.pipe(loss, grad, vmap, jit)).toEqualTypeOf<
      Jitted<[p: Params, x: Tensor], Params>
    >()
    expectTypeOf(F.pipe(loss, valueAndGrad, jit)).toEqualTypeOf<
      Jitted<[p: Params, x: Tensor], readonly [Tensor, Params]>
    >()
  })

  it('infer transforms with options', () => {
    expectTypeOf(F.pipe(loss, (f) => grad(f, { argnums: [0, 1] }), jit)).toEqualTypeOf<
      Jitted<[p: Params, x: Tensor], readonly [Params, Tensor]>
    >()
    expectTypeOf(F.pipe(loss, grad, (f) => vmap(f, { inAxes: [null, 0] }))).toEqualTypeOf<
      (p: Params, x: Tensor) => Params
    >()
  })

  it('keep a composition generic', () => {
    const transformed = F.flow(grad, vmap, jit)
    expectTypeOf(transformed(loss)).toEqualTypeOf<Jitted<[p: Params, x: Tensor], Params>>()
    expectTypeOf(transformed((y: Tensor) => y)).toEqualTypeOf<Jitted<[y: Tensor], Tensor>>()
  })

  it('differentiate again', () => {
    const cube = (y: Tensor): Tensor => y
    expectTypeOf(F.pipe(cube, grad, grad, grad, jit)).toEqualTypeOf<Jitted<[y: Tensor], Tensor>>()
  })
})

describe('Jacobians', () => {
  const f = (p: Params, y: Tensor): { out: Tensor; pair: [Tensor, Tensor] } => ({
    out: y,
    pair: [p.w, y],
  })

  it('are trees of trees', () => {
    expectTypeOf(jacrev(f)).returns.toEqualTypeOf<{ out: Params; pair: [Params, Params] }>()
    expectTypeOf(jacfwd(f, { argnums: [1, 0] })).returns.toEqualTypeOf<{
      out: readonly [Tensor, Params]
      pair: [readonly [Tensor, Params], readonly [Tensor, Params]]
    }>()
    expectTypeOf(hessian(loss, { argnums: 1 })).returns.toEqualTypeOf<Tensor>()
    expectTypeOf(hessian((p: { w: Tensor }) => p.w)).returns.toEqualTypeOf<{
      w: { w: Tensor }
    }>()
  })

  it('leave auxiliary results out', () => {
    const g = (y: Tensor) => [{ out: y }, { aux: y }] as [{ out: Tensor }, { aux: Tensor }]
    expectTypeOf(jacrev(g, { hasAux: true })).returns.toEqualTypeOf<
      readonly [{ out: Tensor }, { aux: Tensor }]
    >()
  })

  it('infer in pipe', () => {
    expectTypeOf(F.pipe(f, jacrev, jit)).returns.toEqualTypeOf<{
      out: Params
      pair: [Params, Params]
    }>()
    expectTypeOf(F.pipe((y: Tensor) => y, hessian, jit)).toEqualTypeOf<
      Jitted<[y: Tensor], Tensor>
    >()
  })
})

describe('the other transforms', () => {
  it('keep arguments and results', () => {
    const model = (p: Params, n: number): { mean: Tensor; n: number } => ({ mean: p.w, n })
    type Result = { mean: Tensor; n: Tensor }
    expectTypeOf(vmap(model)).toEqualTypeOf<(p: Params, n: number) => Result>()
    expectTypeOf(jit(model)).toEqualTypeOf<Jitted<[p: Params, n: number], Result>>()
    expectTypeOf(jvp(model, [params, 3], [params, 0])).toEqualTypeOf<readonly [Result, Result]>()
    expectTypeOf(linearize(model, params, 3)[0]).toEqualTypeOf<Result>()
    expectTypeOf(vjp(model, params, 3)[0]).toEqualTypeOf<Result>()
    expectTypeOf(stopGradient(params)).toEqualTypeOf<Params>()
  })

  it('give the cotangents of a vjp one entry per argument', () => {
    const [, back] = vjp(loss, params, x)
    expectTypeOf(back(x)).toEqualTypeOf<[Params, Tensor]>()
  })

  it('carry the type of the carry through loops', () => {
    const [carry, ys] = scan((c: Params, y: Tensor) => [c, { y }] as const, params, x)
    expectTypeOf(carry).toEqualTypeOf<Params>()
    expectTypeOf(ys).toEqualTypeOf<{ readonly y: Tensor }>()
    expectTypeOf(
      whileLoop(
        (c: Params) => c.w,
        (c) => c,
        params,
      ),
    ).toEqualTypeOf<Params>()
    expectTypeOf(foriLoop(0, 3, (_, c: Params) => c, params)).toEqualTypeOf<Params>()
  })
})
