import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { jit, makeJaxpr, np, ShapeDtypeStruct, type Tensor } from '../../src/index.ts'

const f = (x: Tensor): Tensor => np.sin(x).mul(2)

describe('what console.log prints', () => {
  it('is the text of programs and lowerings', () => {
    const jaxpr = makeJaxpr(f)(np.ones([3]))
    expect(inspect(jaxpr)).toBe(String(jaxpr))
    expect(inspect(jaxpr)).toMatch(/^{ lambda ; a:f32\[3]\. let\n/)
    const lowering = jit(f).lower(np.ones([3]))
    expect(inspect(lowering)).toBe(String(lowering))
    expect(inspect({ deep: { lowering } })).toContain('lambda ; ')
  })

  it('is short for stand-ins, updates and functions', () => {
    expect(inspect(new ShapeDtypeStruct([2, 3], 'int32'))).toBe('ShapeDtypeStruct([2, 3], int32)')
    expect(inspect(np.ones([3]).at(0))).toMatch(/^f32\[3]\.at\(…\) { get, set, add, .+ }$/)
    expect(inspect(np.ones([3]).at(np.array([true, false, true])))).toMatch(/^f32\[3]\.at\(…\) {/)
    expect(inspect(jit(f))).toMatch(/^\[Function: .*f.*] {/)
  })

  it('adds no key that others see', () => {
    expect(Object.keys(makeJaxpr(f)(np.ones([3]))).sort()).toEqual(
      ['constants', 'program', 'toString'].sort(),
    )
    expect(Object.keys(jit(f).lower(np.ones([3]))).sort()).toEqual(
      ['compiled', 'program', 'simplified', 'toString'].sort(),
    )
  })
})
