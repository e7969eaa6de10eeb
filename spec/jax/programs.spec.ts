import { describe, it } from 'vitest'
import { jit } from '../../src/index.ts'
import { checkProgram } from './support/check.ts'
import { readFixture } from './support/data.ts'
import { compositionText, type Program } from './support/language.ts'

const families = [
  'pointwise',
  'structure',
  'contraction',
  'reduction',
  'cumulative',
  'sort',
  'indexing',
  'linalg',
  'control',
  'custom',
  'nested',
]

describe.each(families)(
  'random %s programs under random transforms give what JAX gives',
  (family) => {
    const { programs } = readFixture<{ readonly programs: readonly Program[] }>(
      `programs-${family}`,
    )
    const titled = programs.map((p) => ({
      p,
      title: `${p.name}: ${compositionText(p.transforms)}, seed ${p.seed}`,
    }))

    it.each(titled)('$title', ({ p }) => checkProgram(p))

    it.each(titled)('jit of $title', ({ p }) => checkProgram(p, (f) => jit(f)))
  },
)
