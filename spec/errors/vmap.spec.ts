import { describe, expect, it } from 'vitest'
import { lax, np, type Tensor, vmap } from '../../src/index.ts'

const first = (x: Tensor, _y: unknown, _z?: unknown): Tensor => x
const identity = (x: Tensor): Tensor => x

describe('vmap over sizes that differ', () => {
  it('names both arguments with their types', () => {
    expect(() =>
      vmap(first)(np.zeros([10, 4]), np.zeros([2, 4])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: vmap: expected mapped axes of one size, got inconsistent sizes: 10 (axis 0 of args[0], f32[10,4]) and 2 (axis 0 of args[1], f32[2,4])]`,
    )
    expect(() => vmap(first)(np.zeros([10]), np.zeros([10]), { w: np.zeros([2, 4]) })).toThrow(
      '2 (axis 0 of args[2].w, f32[2,4])',
    )
  })

  it('names axisSize', () => {
    expect(() =>
      vmap(identity, { axisSize: 3 })(np.zeros([10])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: vmap: expected mapped axes of one size, got inconsistent sizes: 3 (axisSize) and 10 (axis 0 of args[0], f32[10])]`,
    )
    expect(() => vmap(identity, { axisSize: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: vmap: expected axisSize to be an integer of at least 0, got the number -1]`,
    )
  })
})

describe('vmap over an axis that is not there', () => {
  it('says what rank is needed, and how to hand an argument on whole', () => {
    expect(() => vmap(identity)(np.array(1))).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: vmap: expected an argument of rank at least 1 to map over axis 0, got f32[] at args[0]; set its entry of inAxes to null to hand it on whole]`,
    )
    expect(() => vmap(identity, { inAxes: -3 })(np.zeros([2, 3]))).toThrow(
      'rank at least 3 to map over axis -3, got f32[2,3] at args[0]',
    )
  })

  it('wants something to map over', () => {
    expect(() =>
      vmap(identity, { inAxes: [null] })(np.array(1)),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: vmap: expected at least one mapped argument, got none; give an axis in inAxes, or axisSize]`,
    )
  })

  it('tells nested arrays, which are trees of scalars', () => {
    expect(() => vmap(identity)([1, 2] as never)).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: vmap: expected an argument of rank at least 1 to map over axis 0, got the number 1 at args[0][0]; for nested arrays use np.array]`,
    )
  })

  it('tells arguments that cannot be mapped', () => {
    expect(() => vmap(first)(np.zeros([2]), 'train')).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: vmap: expected a tensor, number, boolean, typed array or ndarray at args[1], got the string "train"; set its entry of inAxes to null to hand it on whole]`,
    )
    expect(vmap(first, { inAxes: [0, null] })(np.zeros([2]), 'train').shape).toEqual([2])
  })
})

describe('inAxes and outAxes', () => {
  it('have an entry per argument', () => {
    expect(() =>
      vmap(identity, { inAxes: [0, 0] })(np.zeros([2])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: vmap: expected inAxes to be an axis or a list with one entry per argument, got 2 entries for 1 arguments]`,
    )
  })

  it('are prefixes of what they describe', () => {
    const f = (p: { a: Tensor }): Tensor => p.a
    expect(() =>
      vmap(f, { inAxes: [{ b: 0 }] })({ a: np.zeros([2]) }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: vmap inAxes: expected trees of one structure, got different ones at args[0]: expected the keys {b}, got {a} (missing b; unexpected a)]`,
    )
    expect(() =>
      vmap(identity, { outAxes: [0] })(np.zeros([2])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TreeError: vmap outAxes: expected trees of one structure, got different ones at the result of identity: expected [*], got f32[]]`,
    )
  })

  it('hold integers and null', () => {
    for (const axis of [true, 0.5, '0', undefined])
      expect(() => vmap(identity, { inAxes: [axis as never] })(np.zeros([2]))).toThrow(
        'expected inAxes of integers, null, or trees of these, got',
      )
  })

  it('place results where they have an axis', () => {
    expect(() => vmap(identity, { outAxes: 1 })(np.zeros([2]))).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: vmap: expected outAxes from -1 to 0 for a result of rank 1 with its mapped axis, got 1]`,
    )
    expect(() =>
      vmap(identity, { outAxes: null })(np.zeros([2])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: vmap: expected a result that does not depend on the mapped axis where outAxes is null, got one that does at the result of identity; give its axis in outAxes]`,
    )
  })
})

describe('axis names', () => {
  it('belong to a vmap around', () => {
    expect(() =>
      vmap((x: Tensor) => lax.psum(x, 'batch'))(np.zeros([2])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AxisError: psum: expected the name of a mapped axis, got 'batch', which no vmap around it has; give axisName: 'batch' to the vmap]`,
    )
  })
})
