import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import type { Pointers } from './pointers.ts'

/** Parameters of a kernel's function. */
export const fromUnit: Local = 0
export const toUnit: Local = 1

/** Steps of `by` along an axis, the slower ones first. */
export interface Digit {
  readonly axis: number
  readonly by: number
  readonly size: number
}

export const unitsOf = (digits: readonly Digit[]): number =>
  digits.reduce((count, { size }) => count * size, 1)

/** Sets the digits of the first unit. */
const decode = (f: FunctionBuilder, digits: readonly Digit[], indices: readonly Local[]): void => {
  const rest = f.local(i32)
  f.get(fromUnit).set(rest)
  for (let i = digits.length - 1; i > 0; i--) {
    const { size } = digits[i]!
    f.get(rest).i32(size).op('i32.rem_u').set(indices[i]!)
    f.get(rest).i32(size).op('i32.div_u').set(rest)
  }
  f.get(rest).set(indices[0]!)
}

/** Counts digit `i` up, and the slower ones where it starts again. */
const advance = (
  f: FunctionBuilder,
  pointers: Pointers,
  digits: readonly Digit[],
  indices: readonly Local[],
  i = digits.length - 1,
): void => {
  const { axis, by, size } = digits[i]!
  pointers.move(axis, by)
  f.get(indices[i]!).i32(1).op('i32.add').tee(indices[i]!)
  if (i === 0) {
    f.op('drop')
    return
  }
  f.i32(size)
    .op('i32.eq')
    .if(() => {
      f.i32(0).set(indices[i]!)
      pointers.move(axis, -by * size)
      advance(f, pointers, digits, indices, i - 1)
    })
}

/**
 * Runs `body` for the units that the function is called for, or for all of them as one, with the digits of the
 * unit in `indices` and the pointers at its first point.
 */
export const emitUnits = (
  f: FunctionBuilder,
  pointers: Pointers,
  digits: readonly Digit[],
  indices: readonly Local[],
  asOne: boolean,
  body: () => void,
): void => {
  pointers.start()
  if (digits.length === 0) {
    body()
    return
  }
  const unit = f.local(i32)
  if (!asOne) {
    decode(f, digits, indices)
    digits.forEach(({ axis, by }, i) => {
      pointers.move(axis, by, indices[i]!)
    })
    f.get(fromUnit).set(unit)
  }
  const round = (): void => {
    body()
    advance(f, pointers, digits, indices)
  }
  f.count(unit, asOne ? unitsOf(digits) : { local: toUnit }, 1, round, asOne)
}
