import { describe, expect, it } from 'vitest'
import {
  evalShape,
  grad,
  jit,
  lax,
  makeJaxpr,
  np,
  ShapeDtypeStruct,
  type Tensor,
  TracerError,
  vmap,
} from '../../src/index.ts'

const text = (f: (...xs: Tensor[]) => unknown, ...args: Tensor[]): string =>
  String(makeJaxpr(f)(...args))

describe('makeJaxpr', () => {
  it('prints the program of a function as JAX does', () => {
    expect(text((x) => np.sin(x as Tensor).mul(2), np.array(1))).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[]. let
          b:f32[] = sin a
          c:f32[] = mul b 2.0:f32[]
        in (c,) }"
    `)
  })

  it('prints derivatives and maps as what is left of them', () => {
    const f = (x: Tensor): Tensor => np.sum(np.sin(x))
    expect(text(grad(f) as never, np.ones([3]))).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3]. let
          b:f32[3] = sin a
          c:f32[3] = cos a
          d:f32[] = reduce_sum[axes=(0,)] b
          e:f32[3] = broadcast_in_dim[broadcast_dimensions=() shape=(3,)] 1.0:f32[]
          f:f32[3] = mul e c
        in (f,) }"
    `)
    expect(text(vmap(f) as never, np.ones([2, 3]))).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[2,3]. let
          b:f32[2,3] = sin a
          c:f32[2] = reduce_sum[axes=(1,)] b
        in (c,) }"
    `)
  })

  it('prints calls and loops with their programs, and constants before arguments', () => {
    const w = np.array([1, 2])
    const f = jit((x: Tensor) => x.mul(w))
    expect(text(f as never, np.ones([2]))).toMatchInlineSnapshot(`
      "{ lambda a:f32[2] ; b:f32[2]. let
          c:f32[2] = jit[
            name=f
            program={ lambda ; a:f32[2] b:f32[2]. let
                c:f32[2] = mul b a
              in (c,) }
          ] a b
        in (c,) }"
    `)
    const g = (xs: Tensor) =>
      lax.scan((c: Tensor, x: Tensor) => [c.add(x), c] as const, np.array(0), xs)
    expect(text(g as never, np.ones([3]))).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3]. let
          b:f32[] c:f32[3] = scan[
            jaxpr={ lambda ; a:f32[] b:f32[]. let
                c:f32[] = add a b
              in (c, a) }
            length=3
            num_carry=1
            num_consts=0
            reverse=False
          ] 0.0:f32[] a
        in (b, c) }"
    `)
  })

  it('shows only the branch that was taken of what was known', () => {
    const f = (x: Tensor, n: number): Tensor => (n > 1 ? np.sin(x) : np.cos(x))
    expect(text((x) => f(x as Tensor, 2), np.array(1))).toContain('sin a')
    expect(() => text((x) => (Number(x) > 1 ? 1 : 2), np.array(1))).toThrow(TracerError)
  })

  it('hides nothing and computes nothing', () => {
    expect(text(() => 1)).toBe('{ lambda ; . let  in (1.0:f32[],) }')
    expect(text((x, y) => [y, x], np.array(1), np.array([1]))).toBe(
      '{ lambda ; a:f32[] b:f32[1]. let  in (b, a) }',
    )
  })
})

describe('evalShape', () => {
  const struct = (shape: readonly number[], dtype: 'float32' | 'int32' = 'float32') =>
    new ShapeDtypeStruct(shape, dtype) as never

  it('gives the tree of shapes and dtypes of a result', () => {
    const f = (p: { a: Tensor; b: Tensor }) => ({ product: np.matmul(p.a, p.b), sign: p.a.gt(0) })
    const out = evalShape(f, { a: struct([2, 3]), b: struct([3, 4]) })
    expect(String(out.product)).toBe('ShapeDtypeStruct([2, 4], float32)')
    expect(String(out.sign)).toBe('ShapeDtypeStruct([2, 3], bool)')
  })

  it('takes tensors too, and does not compute', () => {
    const huge = struct([1_000_000, 1_000_000])
    expect(evalShape((x: Tensor) => np.sum(np.exp(x), { axis: 0 }), huge).shape).toEqual([
      1_000_000,
    ])
    expect(evalShape((x: Tensor) => grad((y: Tensor) => np.sum(y))(x), np.ones([2])).shape).toEqual(
      [2],
    )
  })
})
