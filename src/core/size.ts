import { type Shape, showAval, sizeOf } from './aval.ts'
import { bytesOf, type DType } from './dtype.ts'
import { ShapeError } from './errors.ts'

/** More than any engine's typed arrays hold. */
const maxBytes = 2 ** 33

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

const showBytes = (bytes: number): string => {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}

/** Throws `ShapeError` for a tensor that no memory holds, before anything loops over its elements. */
export const checkSize = (op: string, shape: Shape, dtype: DType): void => {
  const bytes = sizeOf(shape) * bytesOf(dtype)
  if (!(bytes <= maxBytes))
    throw new ShapeError(
      op,
      `expected a tensor of at most ${showBytes(maxBytes)}, got ` +
        `${showAval({ shape, dtype, weakType: false })} of ${showBytes(bytes)}`,
    )
}
