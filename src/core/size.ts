import { type Shape, showAval, sizeOf } from './aval.ts'
import { bytesOf, type DType } from './dtype.ts'
import { ShapeError } from './errors.ts'

/** What WebAssembly's memory and every engine's typed arrays can hold. */
const maxBytes = 2 ** 32

/** So many elements fit whatever their dtype, which need not be looked up. */
const alwaysFits = maxBytes / 8

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

const showBytes = (bytes: number): string => {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}

/** Throws `ShapeError` for a tensor that no memory holds, before anything loops over its elements. */
export const checkSize = (op: string, shape: Shape, dtype: DType): void => {
  const size = sizeOf(shape)
  if (size <= alwaysFits) return
  const bytes = size * bytesOf(dtype)
  // A size that is no number is none that memory holds.
  if (!(bytes <= maxBytes))
    throw new ShapeError(
      op,
      `expected a tensor of at most ${showBytes(maxBytes)}, got ` +
        `${showAval({ shape, dtype, weakType: false })} of ${showBytes(bytes)}`,
    )
}
