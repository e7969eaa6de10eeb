import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpretBinary, interpretBody } from '../../../src/backends/ndarray/interpret.ts'
import { intrinsics } from '../../../src/backends/ndarray/intrinsics/index.ts'
import { intrinsicsName } from '../../../src/backends/ndarray/scalar-ops.ts'
import { prop } from '../../support/prop.ts'

const numbers = ['0', '3', '0.5', '1e-7', '2.5e+3', '4294967295', '(-0)', 'Infinity', 'NaN', '0x1F']
const binaries = '+ - * / % & | ^ << >> >>> < <= > >= === !== && ||'.split(' ')

const { text } = fc.letrec<{ text: string }>((tie) => {
  const inner = tie('text')
  return {
    text: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('x', 'y', ...numbers),
      fc.tuple(inner, fc.constantFrom(...binaries), inner).map(([x, op, y]) => `${x} ${op} ${y}`),
      fc.tuple(inner, inner, inner).map(([c, x, y]) => `(${c}?${x}:${y})`),
      fc.tuple(fc.constantFrom('-', '~', '!', '+'), inner).map(([op, x]) => `${op}(${x})`),
      inner.map((x) => `(${x})`),
      inner.map((x) => `Math.fround(${x})`),
      fc.tuple(inner, inner).map(([x, y]) => `Math.imul(${x},${y})`),
      fc.tuple(inner, inner).map(([x, y]) => `${intrinsicsName}.pow(${x}, ${y})`),
    ),
  }
})

const values = [0, -0, 1, -1, 0.5, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 1e300, Infinity, Number.NaN]

describe('interpreted code', () => {
  prop(
    'gives what the engine gives',
    [text, fc.constantFrom(...values), fc.constantFrom(...values)],
    (expression, x, y) => {
      const compiled = new Function('x', 'y', intrinsicsName, `return Number(${expression})`)
      expect(interpretBinary(expression)(x, y)).toBe(compiled(x, y, intrinsics))
    },
  )

  it('runs assignments in their order', () => {
    const { frame, slot, run } = interpretBody('{var v=a+1;o=v*v;p=o-b}', ['o', 'p', 'a', 'b'])
    frame[slot('a')] = 2
    frame[slot('b')] = 4
    run()
    expect([frame[slot('o')], frame[slot('p')]]).toEqual([9, 5])
  })

  it('refuses what it does not know', () => {
    expect(() => interpretBinary('x ** y')).toThrow('x ** y')
    expect(() => interpretBinary('Math.nothing(x)')).toThrow('Math.nothing')
    expect(() => interpretBody('{while(x)y}', [])).toThrow('while')
  })
})
