import { type FunctionBuilder, i32, type Local, v128 } from '../../encoder/index.ts'
import { advance } from './cursors.ts'

/** Where the factors of a tile's sums are: at two pointers, with steps in bytes. */
export interface Factors {
  readonly lhs: Local
  readonly rhs: Local
  /** From a row of `lhs` to the next, and from a term to the next. */
  readonly lhsRow: number
  readonly lhsStep: number
  /** From a column of `rhs` to the next, and from a term to the next. */
  readonly rhsColumn: number
  readonly rhsStep: number
  /** The number of terms, at least 1. */
  readonly depth: number | { readonly local: Local }
}

/** Sums in vectors: those of a row are `vectors` neighbours. */
export interface Tile {
  readonly rows: number
  readonly vectors: number
  readonly sums: readonly Local[]
}

/** Locals that the tiles of a function share. */
export interface Temporaries {
  readonly lhs: Local
  readonly rhs: Local
  readonly end: Local
  readonly vectors: readonly Local[]
}

export const temporariesOf = (f: FunctionBuilder, vectors: number): Temporaries => ({
  lhs: f.local(i32),
  rhs: f.local(i32),
  end: f.local(i32),
  vectors: Array.from({ length: vectors }, () => f.local(v128)),
})

/** Appends a loop of `rounds` rounds that moves both pointers by steps in bytes. */
export const eachRound = (
  f: FunctionBuilder,
  { lhs, rhs, end }: Temporaries,
  rounds: Factors['depth'],
  lhsStep: number,
  rhsStep: number,
  body: () => void,
): void => {
  const isConstant = typeof rounds === 'number'
  if (rounds === 0) return
  if (rounds === 1) {
    body()
    advance(f, lhs, lhsStep)
    advance(f, rhs, rhsStep)
    return
  }
  // A pointer that is compared with its end counts by itself.
  if (rhsStep !== 0) f.get(rhs)
  if (isConstant) f.i32(rhsStep === 0 ? rounds : rounds * rhsStep)
  else {
    f.get(rounds.local)
    if (rhsStep !== 0) f.i32(rhsStep).op('i32.mul')
  }
  if (rhsStep !== 0) f.op('i32.add')
  f.set(end)
  f.loop(() => {
    body()
    advance(f, lhs, lhsStep)
    advance(f, rhs, rhsStep)
    if (rhsStep === 0) f.get(end).i32(1).op('i32.sub').tee(end)
    else f.get(rhs).get(end).op('i32.ne')
    f.brIf(0)
  })
}
