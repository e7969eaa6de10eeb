import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocate,
  type DType,
  dtypes,
  isDType,
  isFloat,
  isInteger,
  promoteTypes,
  type Typed,
} from '../../src/core/dtype.ts'
import { dtypeOfData } from '../../src/core/typed-arrays.ts'
import { prop } from '../support/prop.ts'

const strong = (dtype: DType): Typed => ({ dtype, weakType: false })
const weak = (dtype: DType): Typed => ({ dtype, weakType: true })
/** Only what plain numbers are gives way. */
const types: fc.Arbitrary<Typed> = fc.constantFrom(
  ...dtypes.map(strong),
  weak('int32'),
  weak('float32'),
)

describe('promoteTypes', () => {
  it.each([
    ['bool', 'int32', 'int32'],
    ['bool', 'float32', 'float32'],
    ['uint32', 'int32', 'int32'],
    ['bool', 'uint8', 'uint8'],
    ['bool', 'int8', 'int8'],
    ['uint8', 'int8', 'int32'],
    ['uint8', 'uint32', 'uint32'],
    ['uint8', 'int32', 'int32'],
    ['int8', 'uint32', 'int32'],
    ['int8', 'int32', 'int32'],
    ['uint8', 'float32', 'float32'],
    ['int8', 'float64', 'float64'],
    ['int32', 'float32', 'float32'],
    ['float32', 'float64', 'float64'],
    ['int32', 'float64', 'float64'],
  ] as const)('of %s and %s is %s', (a, b, expected) => {
    expect(promoteTypes([strong(a), strong(b)])).toEqual(strong(expected))
    expect(promoteTypes([strong(b), strong(a)])).toEqual(strong(expected))
  })

  it('lets plain numbers take the dtype they meet, where it can hold their kind', () => {
    expect(promoteTypes([weak('float32'), strong('float64')])).toEqual(strong('float64'))
    expect(promoteTypes([weak('int32'), strong('uint32')])).toEqual(strong('uint32'))
    expect(promoteTypes([weak('int32'), strong('uint8')])).toEqual(strong('uint8'))
    expect(promoteTypes([weak('int32'), strong('int8')])).toEqual(strong('int8'))
    expect(promoteTypes([weak('float32'), strong('int8')])).toEqual(weak('float32'))
    expect(promoteTypes([weak('int32'), strong('float32')])).toEqual(strong('float32'))
    expect(promoteTypes([weak('float32'), strong('int32')])).toEqual(weak('float32'))
    expect(promoteTypes([weak('int32'), weak('float32')])).toEqual(weak('float32'))
  })

  prop('is the same in any order and grouping', [types, types, types], (a, b, c) => {
    const all = promoteTypes([a, b, c])
    expect(promoteTypes([c, a, b])).toEqual(all)
    expect(promoteTypes([promoteTypes([a, b]), c])).toEqual(all)
    expect(promoteTypes([a, promoteTypes([b, c])])).toEqual(all)
    return undefined
  })

  prop('changes nothing that meets itself', [types], (a) => {
    expect(promoteTypes([a, a])).toEqual(promoteTypes([a]))
    return undefined
  })
})

describe('dtypes', () => {
  it('are told from the host arrays that hold them', () => {
    for (const dtype of dtypes) {
      expect(dtypeOfData(allocate(dtype, 2))).toBe(dtype === 'bool' ? 'uint8' : dtype)
      expect(isDType(dtype)).toBe(true)
      expect([isFloat(dtype), isInteger(dtype), dtype === 'bool'].filter(Boolean)).toHaveLength(1)
    }
    for (const other of ['float16', 'toString', 3, null]) expect(isDType(other)).toBe(false)
  })
})
