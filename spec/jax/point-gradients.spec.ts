import { describe, it } from 'vitest'
import { jit } from '../../src/index.ts'
import { checkProgram } from './support/check.ts'
import { readFixture } from './support/data.ts'
import type { Program } from './support/language.ts'

const { programs } = readFixture<{ readonly programs: readonly Program[] }>('point-gradients')

describe('derivatives at special points are those of JAX', () => {
  it.each(programs)('$name', (p) => checkProgram(p))

  it.each(programs)('jit: $name', (p) => checkProgram(p, (f) => jit(f)))
})
