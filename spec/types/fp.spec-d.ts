import { function as F, type monoid, option } from 'fp-ts'
import { describe, expectTypeOf, it } from 'vitest'
import type { Tensor } from '../../src/core/tensor.ts'
import * as fp from '../../src/fp/index.ts'
import type { Jitted } from '../../src/index.ts'

interface Params {
  readonly w: Tensor
  readonly layers: readonly [Tensor, { readonly b: Tensor }]
}
declare const loss: (p: Params, x: Tensor) => Tensor
declare const params: Params

describe('data-last transforms', () => {
  it('infer in pipe', () => {
    expectTypeOf(F.pipe(loss, fp.grad(), fp.jit())).toEqualTypeOf<
      Jitted<[p: Params, x: Tensor], Params>
    >()
    expectTypeOf(F.pipe(loss, fp.grad({ argnums: [1, 0] }))).toEqualTypeOf<
      (p: Params, x: Tensor) => readonly [Tensor, Params]
    >()
    expectTypeOf(F.pipe(loss, fp.valueAndGrad({ argnums: 1 }), fp.vmap(), fp.jit())).toEqualTypeOf<
      Jitted<[p: Params, x: Tensor], readonly [Tensor, Tensor]>
    >()
    expectTypeOf(F.pipe(loss, fp.jvp([params, params.w], [params, params.w]))).toEqualTypeOf<
      readonly [Tensor, Tensor]
    >()
  })

  it('stay generic in flow', () => {
    const transform = F.flow(fp.grad({ argnums: 0 }), fp.vmap({ inAxes: [null, 0] }), fp.jit())
    expectTypeOf(transform(loss)).toEqualTypeOf<Jitted<[p: Params, x: Tensor], Params>>()
  })
})

describe('data-last functions of trees', () => {
  it('keep the type of the tree', () => {
    expectTypeOf(
      F.pipe(
        params,
        fp.tree.map((x: Tensor) => x.add(1)),
      ),
    ).toEqualTypeOf<Params>()
    expectTypeOf(F.pipe({ a: 1, b: [2] }, fp.tree.map(String))).toEqualTypeOf<{
      a: string
      b: string[]
    }>()
    const step = fp.tree.zipWith(params, (p: Tensor, g: Tensor) => p.sub(g))
    expectTypeOf(step(params)).toEqualTypeOf<Params>()
    expectTypeOf(fp.tree.getMonoid(fp.tensor.MonoidSum, params)).toEqualTypeOf<
      monoid.Monoid<Params>
    >()
  })

  it('refuse leaves that the function does not take', () => {
    const lengths = fp.tree.map((x: string) => x.length)
    // @ts-expect-error tensors where strings are wanted
    lengths(params)
  })
})

describe('Flat', () => {
  it('is a higher-kinded type to fp-ts', () => {
    const flat = fp.flat.fromTree(params)
    expectTypeOf(flat).toEqualTypeOf<fp.flat.Flat<Tensor>>()
    const traversed = F.pipe(
      flat,
      fp.flat.traverse(option.Applicative)((x) => option.some(x.ndim)),
    )
    expectTypeOf(traversed).toEqualTypeOf<option.Option<fp.flat.Flat<number>>>()
  })
})
