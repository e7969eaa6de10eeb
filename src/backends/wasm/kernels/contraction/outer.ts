import type { FunctionBuilder } from '../../encoder/index.ts'
import { type Arithmetic, multiplyAdd } from './arithmetic.ts'
import { pushAddress } from './cursors.ts'
import { eachRound, type Factors, type Temporaries, type Tile } from './terms.ts'

/**
 * Appends the addition of outer products, of a number for each row and vectors of columns, to the sums.
 * One term a round: with more, engines run out of registers.
 */
export const addOuterProducts = (
  f: FunctionBuilder,
  arithmetic: Arithmetic,
  factors: Factors,
  { rows, vectors, sums }: Tile,
  temporaries: Temporaries,
): void => {
  const { lhs, rhs, vectors: registers } = temporaries
  const number = registers[0]!
  f.get(factors.lhs).set(lhs).get(factors.rhs).set(rhs)
  eachRound(f, temporaries, factors.depth, factors.lhsStep, factors.rhsStep, () => {
    for (let j = 0; j < vectors; j++) {
      f.get(rhs)
        .memory('v128.load', 16 * j)
        .set(registers[j + 1]!)
    }
    for (let i = 0; i < rows; i++) {
      f.memory(arithmetic.splat, pushAddress(f, lhs, i * factors.lhsRow)).set(number)
      for (let j = 0; j < vectors; j++) {
        multiplyAdd(f, arithmetic, sums[i * vectors + j]!, number, registers[j + 1]!)
      }
    }
  })
}
