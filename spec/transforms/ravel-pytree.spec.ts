import { describe, expect, it } from 'vitest'
import { grad, jit, np, ravelPytree, type Tensor, vmap } from '../../src/index.ts'
import { tensors } from '../../src/testing/arbitraries/tensors.ts'
import { trees } from '../../src/testing/arbitraries/trees.ts'
import { plain } from '../support/plain.ts'
import { prop } from '../support/prop.ts'

describe('ravelPytree', () => {
  prop('is undone by unravel', [trees(tensors())], (tree) => {
    const [flat, unravel] = ravelPytree(tree as unknown)
    expect(flat.ndim).toBe(1)
    expect(plain(unravel(flat))).toEqual(plain(tree))
  })

  it('takes leaves in the order of treeLeaves, in row-major order', () => {
    const [flat] = ravelPytree({
      b: np.array([
        [1, 2],
        [3, 4],
      ]),
      a: [np.array(5), null, 6],
    })
    expect(flat.toArray()).toEqual([5, 6, 1, 2, 3, 4])
  })

  it('promotes to a common dtype and restores those of the leaves', () => {
    const tree = { a: np.array([1, 2], { dtype: 'int32' }), b: np.array(0.5), c: np.array([true]) }
    const [flat, unravel] = ravelPytree(tree)
    expect(flat.dtype).toBe('float32')
    const { a, b, c } = unravel(flat)
    expect([a.dtype, b.dtype, c.dtype]).toEqual(['int32', 'float32', 'bool'])
    expect(c.toArray()).toEqual([true])
    expect(() => unravel(flat.astype('float64'))).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: unravel: expected a float32 vector for leaves of several dtypes, got f64[4]; use astype]`,
    )
  })

  it('unravels vectors of another dtype where the leaves share one', () => {
    const [flat, unravel] = ravelPytree({ a: np.zeros([2]), b: np.zeros([1]) })
    expect(unravel(flat.astype('float64')).a.dtype).toBe('float64')
  })

  it('gives an empty float32 vector for a tree without leaves', () => {
    const [flat, unravel] = ravelPytree({ a: null, b: [] })
    expect([flat.shape, flat.dtype]).toEqual([[0], 'float32'])
    expect(unravel(flat)).toEqual({ a: null, b: [] })
  })

  it('refuses vectors of another length, and leaves that are no tensors', () => {
    const [flat, unravel] = ravelPytree([np.zeros([2, 2])])
    expect(() => unravel(np.zeros([5]))).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: unravel: expected a vector of 4, got f32[5]]`,
    )
    expect(() => unravel(flat.reshape([2, 2]))).toThrow('unravel: expected a vector of 4')
    expect(() => ravelPytree({ a: ['x'] })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: ravelPytree: expected a tensor, number, boolean, typed array or ndarray at a[0], got the string "x"]`,
    )
  })

  it('goes through grad, vmap and jit', () => {
    const norm = (p: { w: Tensor; b: Tensor }): Tensor => {
      const [flat] = ravelPytree(p)
      return flat.mul(flat).sum()
    }
    const p = { w: np.array([[1, 2]]), b: np.array([3]) }
    expect(plain(jit(grad(norm))(p))).toEqual({ w: [[2, 4]], b: [6] })
    const batch = { w: np.ones([4, 2]), b: np.ones([4, 1]) }
    expect(vmap(norm)(batch).toArray()).toEqual([3, 3, 3, 3])
    const [flat, unravel] = ravelPytree(p)
    const first = (v: Tensor): Tensor => unravel(v).w.sum()
    expect(grad(first)(flat).toArray()).toEqual([0, 1, 1])
  })
})
