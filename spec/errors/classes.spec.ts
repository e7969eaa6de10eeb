import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  AxisError,
  CotangentError,
  DtypeError,
  grad,
  KeyReuseError,
  MissingRuleError,
  np,
  ShapeError,
  type Tensor,
  TracerError,
  TreeError,
  treeMap,
} from '../../src/index.ts'

describe('errors', () => {
  it.each([
    ['ArgumentError', ArgumentError],
    ['AxisError', AxisError],
    ['DtypeError', DtypeError],
    ['MissingRuleError', MissingRuleError],
    ['ShapeError', ShapeError],
    ['TracerError', TracerError],
    ['TreeError', TreeError],
  ] as const)('%s is a CotangentError with its name and the operation', (name, Type) => {
    const error = new Type('op', 'expected this, got that')
    expect(error).toBeInstanceOf(CotangentError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name, op: 'op', message: 'op: expected this, got that' })
    expect(String(error)).toBe(`${name}: op: expected this, got that`)
  })

  it('tell the first use of a key in a field', () => {
    const cause = new Error('first')
    const error = new KeyReuseError('normal', 'split', cause)
    expect(error).toBeInstanceOf(CotangentError)
    expect(error).toMatchObject({ name: 'KeyReuseError', op: 'normal', firstUse: 'split', cause })
    expect(Object.keys(error)).not.toContain('cause')
  })

  it('tell the operation in a field', () => {
    expect(() => np.zeros([2]).add(np.zeros([3]))).toThrow(expect.objectContaining({ op: 'add' }))
    expect(() => grad((x: Tensor) => x)(np.zeros([2]))).toThrow(
      expect.objectContaining({ op: 'grad' }),
    )
  })

  it('tell the place in a tree in a field', () => {
    const run = (): unknown => treeMap((x) => x, { a: { b: 1 } }, { a: { c: 1 } })
    expect(run).toThrow(TreeError)
    expect(run).toThrow(expect.objectContaining({ path: 'a' }))
  })
})
