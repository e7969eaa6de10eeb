import type { DataArray } from '../../core/dtype.ts'
import type { HostArray, Resident } from '../../core/host.ts'

/** An output that stays in its program's memory until it is read or the program runs again. */
export interface ResidentOutput extends Resident {
  /** Where it is in the program's memory; `undefined` once it was copied or given up. */
  readonly place: () => DataArray | undefined
  /** Lets the program overwrite it without a copy. */
  readonly giveUp: () => void
}

/** Up to this many elements a loop is faster than the methods of typed arrays. */
export const fewElements = 24

/** Bytes from which engines get an array's memory by itself. */
const largeBytes = 1 << 20
let isPrimed = false

/**
 * The C library of Linux gives free memory back to the system beyond twice the largest block, up to 32 MiB, that it has
 * seen freed; to get it again costs a page fault every 4 KiB, in sum more than copying. So this frees such a block once,
 * which nobody touches.
 */
const keepFreeMemory = (): void => {
  // Bundlers leave out a new object that nothing looks at.
  if (!isPrimed) isPrimed = new ArrayBuffer(31 << 20).byteLength > 0
}

/** The elements as an array of their own. */
export const copyOut = (view: DataArray): DataArray => {
  if (view.byteLength >= largeBytes) keepFreeMemory()
  const Type = view.constructor as new (from: number | DataArray) => DataArray
  // Unlike `slice`, this does not fill the new array with zeros first.
  if (view.length > fewElements) return new Type(view)
  const data = new Type(view.length)
  for (let i = 0; i < data.length; i++) data[i] = view[i]!
  return data
}

export const residentOutput = (view: DataArray): ResidentOutput => {
  let place: DataArray | undefined = view
  let copy: DataArray | undefined
  return {
    read: () => {
      if (place !== undefined) {
        copy = copyOut(place)
        place = undefined
      }
      return copy!
    },
    place: () => place,
    giveUp: () => {
      place = undefined
    },
  }
}

/** Where an array is in a program's memory, if it is. */
export const placeOf = (array: HostArray | Resident): DataArray | undefined =>
  'place' in array ? (array as ResidentOutput).place() : undefined
