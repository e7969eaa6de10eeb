import { checked } from './checked.ts'
import { asTensor, isTensorLike } from './convert.ts'
import { owned } from './owned.ts'

/** What holds elements in memory of the caller becomes a tensor, which has its own. */
const ownElements = (value: object): object => (isTensorLike(value) ? asTensor(value) : value)

type Callable = (...args: never[]) => unknown

/**
 * As `checked`, for a function that gives one, or a record of some, that uses its arguments later. It gets copies of
 * them, so that a caller may go on changing lists and records of options.
 */
export const keeping = <F extends Callable>(text: string, f: F): F => {
  const apply = f as unknown as (...args: readonly unknown[]) => unknown
  return checked(text, ((...args: readonly unknown[]) =>
    apply(...args.map((arg) => owned(arg, ownElements)))) as unknown as F)
}
