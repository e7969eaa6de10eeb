import { afterEach, describe, expect, it } from 'vitest'
import {
  evalShape,
  jit,
  lax,
  np,
  registerPytreeNode,
  ShapeDtypeStruct,
  type Tensor,
  treeStructure,
  treeStructureString,
  treeTranspose,
  treeUnflatten,
} from '../../src/index.ts'

const vector = np.array([1, 2, 3])
const matrix = np.ones([2, 3])

describe('nonsense for an argument', () => {
  it.each<[string, () => unknown, string]>([
    ['no axis', () => np.expandDims(vector, null as never), 'expandDims: expected an axis'],
    [
      'a string for an axis',
      () => np.expandDims(vector, '0' as never),
      'expandDims: expected an axis',
    ],
    ['half an axis', () => np.sum(matrix, { axis: 0.5 }), 'sum: expected an axis from'],
    ['half an axis in a list', () => np.sum(matrix, { axis: [0.5] }), 'sum: expected an axis'],
    ['half an axis of lax', () => lax.reduceSum(matrix, [0.5]), 'reduceSum: expected axes'],
    ['an axis of lax too far', () => lax.reduceMax(matrix, [2]), 'reduceMax: expected an axis'],
    ['half an axis of argmax', () => lax.argmax(matrix, 0.5, 'int32'), 'argmax: expected an axis'],
    ['half an axis of cumsum', () => lax.cumsum(matrix, { axis: 0.5 }), 'cumsum: expected an axis'],
    ['no axes of lax', () => lax.reduceSum(matrix, undefined as never), 'reduceSum: expected axes'],
    ['half an axis of a slice', () => lax.sliceInDim(matrix, 0, 1, { axis: 0.5 }), 'sliceInDim: '],
    ['an axis to reverse', () => lax.rev(vector, [1]), 'rev: expected an axis'],
    [
      'no permutation',
      () => lax.transpose(matrix, null as never),
      'transpose: expected permutation',
    ],
    ['a negative shape', () => lax.full([-1], 0), 'full: expected a shape'],
    ['a shape with a fraction', () => lax.reshape(vector, [1.5, 2]), 'reshape: expected a shape'],
    ['NaN in a shape', () => lax.broadcast(1, [Number.NaN]), 'broadcast: expected a shape'],
    ['a shape to broadcast to', () => np.broadcastTo(1, [-1]), 'broadcastTo: expected a shape'],
    ['shapes to broadcast', () => np.broadcastShapes([1.5]), 'broadcastShapes: expected a shape'],
    ['a number of differences below 0', () => np.diff(vector, { n: -1 }), 'diff: expected n to be'],
    ['one and a half differences', () => np.diff(vector, { n: 1.5 }), 'diff: expected n to be'],
    [
      'half a shift',
      () => np.roll(vector, 0.5),
      'roll: expected integer shifts, got the number 0.5',
    ],
    ['no shift', () => np.roll(vector, null as never), 'roll: expected integer shifts, got null'],
    [
      'a shift of floats',
      () => np.roll(vector, np.array(1)),
      'roll: expected integer shifts, got f32[]',
    ],
    [
      'the median of nothing',
      () => np.median(np.zeros(0)),
      'median: expected at least one element',
    ],
    [
      'a quantile of nothing',
      () => np.quantile(np.zeros([0, 2]), 0.5),
      'quantile: expected at least',
    ],
    [
      'a percentile of nothing',
      () => np.percentile(np.zeros([2, 0]), 5, { axis: 1 }),
      'percentile: ',
    ],
    ['an exponent in a slice', () => vector.get('1e0:'), "got '1e0:'"],
    ['a hexadecimal slice', () => vector.get('0x1:'), "got '0x1:'"],
    ['Infinity in a slice', () => vector.get(':Infinity'), "got ':Infinity'"],
    ['a kind that objects have', () => np.issubdtype('int32', 'toString' as never), 'issubdtype: '],
    ['columns below 0', () => np.vander(vector, { N: -1 }), 'vander: expected N'],
    ['bins below 0', () => np.bincount(np.arange(2), { length: -1 }), 'bincount: expected length'],
    [
      'a negative struct',
      () => new ShapeDtypeStruct([-1], 'float32'),
      'ShapeDtypeStruct: expected a shape',
    ],
    [
      'half a struct',
      () => new ShapeDtypeStruct([0.5], 'float32'),
      'ShapeDtypeStruct: expected a shape',
    ],
    ['a struct of no shape', () => new ShapeDtypeStruct(null as never, 'float32'), 'got null'],
    ['a struct of no dtype', () => new ShapeDtypeStruct([1], 'f' as never), 'got the string "f"'],
    [
      'no class',
      () =>
        registerPytreeNode(
          undefined as never,
          () => [[], 0],
          () => 0,
        ),
      'expected a class',
    ],
    [
      'no functions',
      () => registerPytreeNode(class K {}, 1 as never, 2 as never),
      'flatten to be a function',
    ],
    [
      'no way back',
      () => registerPytreeNode(class K {}, () => [[], 0], 2 as never),
      'unflatten to be',
    ],
    [
      'records of all',
      () =>
        registerPytreeNode(
          Object,
          () => [[], 0],
          () => ({}),
        ),
      'a class of your own',
    ],
    ['no structure', () => treeUnflatten({} as never, []), 'treeUnflatten: expected a structure'],
    [
      'nothing at all',
      () => treeUnflatten(undefined as never, []),
      'treeUnflatten: expected a structure',
    ],
    ['no leaves', () => treeUnflatten(treeStructure([1]), 1 as never), 'expected a list of leaves'],
    ['too few leaves', () => treeUnflatten(treeStructure([1, 2]), [1]), 'expected 2 leaves'],
    [
      'a number to print',
      () => treeStructureString(1 as never),
      'treeStructureString: expected a structure',
    ],
    [
      'trees to transpose',
      () => treeTranspose({} as never, treeStructure(1), 1),
      'treeTranspose: ',
    ],
    [
      'half a bound',
      () => lax.foriLoop(0, 2.5, (_, x) => x, 0),
      'foriLoop: expected integer bounds',
    ],
    [
      'a bound of floats',
      () => lax.foriLoop(0, np.array(2), (_, x) => x, 0),
      'foriLoop: expected integer',
    ],
    [
      'bounds of two dtypes',
      () =>
        lax.foriLoop(
          np.array(0, { dtype: 'int32' }),
          np.array(2, { dtype: 'uint32' }),
          (_, x) => x,
          0,
        ),
      'foriLoop: expected bounds of one dtype',
    ],
  ])('is refused by name: %s', (_, f, message) => {
    expect(f).toThrow(message)
    expect(f).toThrow(expect.objectContaining({ op: expect.any(String) }))
  })

  it('is not what JAX takes', () => {
    const bound = np.array(3, { dtype: 'uint32' })
    const count = (from: number | Tensor) =>
      lax.foriLoop(
        from,
        bound,
        (i: Tensor, sum: Tensor) => sum.add(i),
        np.array(0, { dtype: 'uint32' }),
      )
    expect(count(0).item()).toBe(3)
    expect(count(np.array(1, { dtype: 'uint32' })).item()).toBe(3)
    expect(np.diff(vector, { n: 0 }).toArray()).toEqual([1, 2, 3])
    expect(np.diff(vector, { n: 5 }).shape).toEqual([0])
    expect(np.diff(vector, { n: 1e12 }).shape).toEqual([0])
  })
})

describe('a property on Object.prototype', () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>
  afterEach(() => {
    delete prototype['polluted']
  })

  it('is no option, parameter or leaf', () => {
    prototype['polluted'] = 1
    expect(np.sum(matrix, { axis: 0 }).toArray()).toEqual([2, 2, 2])
    expect(np.astype(vector.add(1), 'int32').toArray()).toEqual([2, 3, 4])
    expect(jit((p: { x: Tensor }) => p.x.mul(2))({ x: vector }).toArray()).toEqual([2, 4, 6])
    expect(() => np.sum(matrix, { axes: 0 } as never)).toThrow('write axis')
  })
})

describe('a tensor that no memory holds', () => {
  const long = np.ones(1e6)
  it.each<[string, () => unknown]>([
    ['zeros', () => np.zeros([1e6, 1e6])],
    ['full', () => np.full(1e12, 2)],
    ['arange', () => np.arange(0, 1e12)],
    ['arange from 1', () => np.arange(1, 1e12)],
    ['arange by little', () => np.arange(0, 1, 1e-12)],
    ['eye', () => np.eye(1e6)],
    ['tri', () => np.tri(1e6)],
    ['pad', () => np.pad(vector, 1e12)],
    ['pad with the edge', () => np.pad(vector, 1e12, { mode: 'edge' })],
    ['linspace', () => np.linspace(0, 1, { num: 1e12 })],
    ['logspace', () => np.logspace(0, 1, { num: 1e12 })],
    ['tile', () => np.tile(long, 1e6)],
    ['repeat', () => np.repeat(long, 1e6)],
    ['broadcastTo', () => np.broadcastTo(long, [1e6, 1e6])],
    ['outer', () => np.outer(long, long)],
    ['meshgrid', () => np.meshgrid(long, long)],
    ['kron', () => np.kron(long, long)],
    ['vander', () => np.vander(long)],
    ['indices', () => np.indices([1e6, 1e6])],
    ['matmul', () => np.matmul(np.ones([1e6, 1]), np.ones([1, 1e6]))],
    ['einsum', () => np.einsum('i,j->ij', long, long)],
    ['bincount', () => np.bincount(np.array([2 ** 31 - 1], { dtype: 'int32' }))],
    ['lax.iota', () => lax.iota('int32', 1e12)],
    ['lax.pad', () => lax.pad(vector, 0, [[0, 0, 1e12]])],
  ])('is refused with its size: %s', (_, f) => {
    expect(f).toThrow(/expected a tensor of at most 4\.29 GB, got \w+\[[\d,]+\] of [\d.]+ [GTP]B/)
  })

  it('has a shape nevertheless', () => {
    expect(evalShape(() => np.zeros([1e6, 1e6])).shape).toEqual([1e6, 1e6])
  })
})
