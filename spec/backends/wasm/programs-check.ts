import { expect, it } from 'vitest'
import { type Aval, makeAval, sizeOf } from '../../../src/core/aval.ts'
import { fromData } from '../../../src/core/convert.ts'
import { allocate, type DType } from '../../../src/core/dtype.ts'
import { makeJaxpr, type Tensor } from '../../../src/index.ts'
import { makeRandom } from '../../../src/testing/random.ts'
import { compareWays } from '../../compiler/ways.ts'

export type F = (...xs: Tensor[]) => unknown
type Shapes = readonly (readonly number[])[]

/** What a program is called, the program, and the shapes of its inputs. */
export type Row = readonly [name: string, f: F, shapes: Shapes]

const elementOf = (dtype: DType, uniform: () => number): number => {
  if (dtype === 'bool') return Math.round(uniform())
  return dtype.startsWith('float') ? 3 * uniform() - 1.5 : Math.floor(19 * uniform()) - 9
}

const tensorOf = ({ shape, dtype }: Aval, uniform: () => number): Tensor =>
  fromData(
    allocate(dtype, sizeOf(shape)).map(() => elementOf(dtype, uniform)),
    makeAval(shape, dtype),
  )

/** Specifies of each program that all ways to run it agree, for inputs of each dtype; exactly, if `exact`. */
export const agree = (dtypes: readonly DType[], rows: readonly Row[], exact = false): void => {
  it.each(dtypes.flatMap((dtype) => rows.map((row) => [dtype, ...row] as const)))(
    '%s: %s',
    (dtype, _, f, shapes) => {
      const { uniform } = makeRandom(shapes.length + 7)
      const inputs = shapes.map((shape) => tensorOf(makeAval(shape, dtype), uniform))
      const { program, constants } = makeJaxpr(f)(...inputs)
      const data = [...constants, ...inputs].map((x) => x.data())
      const { differences } = compareWays(program, data, { everything: true, exact })
      expect(differences).toEqual([])
    },
  )
}
