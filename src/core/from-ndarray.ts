import type { NdArray } from 'ndarray'
import { type Shape, sizeOf } from './aval.ts'
import { describe } from './describe.ts'
import { ArgumentError } from './errors.ts'

/** Where an `ndarray` keeps its elements. */
export interface Layout {
  readonly shape: Shape
  readonly stride: readonly number[]
  readonly offset: number
}

/** A store of elements that are read by a method, which `ndarray` calls generic. */
interface Store {
  readonly length: number
  readonly get: (position: number) => unknown
}

const isStore = (data: object): data is Store => {
  const { get, length } = data as Partial<Store>
  return typeof get === 'function' && typeof length === 'number'
}

const isIndexed = (data: object): data is ArrayLike<unknown> =>
  Array.isArray(data) || (ArrayBuffer.isView(data) && 'length' in data)

/** How an `ndarray`'s elements are read, by position. */
const readerOf = (data: unknown): Store | undefined => {
  if (typeof data !== 'object' || data === null) return undefined
  // A typed array of another realm, or a subclass, may well have a `get` of its own.
  if (isIndexed(data)) return { length: data.length, get: (position) => data[position] }
  return isStore(data) ? data : undefined
}

const integersIn = (list: unknown, least: number): readonly number[] | undefined => {
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) return undefined
  const numbers: readonly unknown[] = Array.from(list as ArrayLike<unknown>)
  return numbers.every((n) => Number.isSafeInteger(n) && (n as number) >= least)
    ? (numbers as readonly number[])
    : undefined
}

/** The layout of an `ndarray` whose elements all lie in its data. Throws `ArgumentError` otherwise. */
export const layoutOf = (array: NdArray, op: string, where: string): Layout => {
  const fail = (expected: string, got: string): never => {
    const place = where === '' ? '' : ` at ${where}`
    throw new ArgumentError(op, `expected an ndarray ${expected}${place}, got ${got}`)
  }
  const { shape: sizes, stride: steps, offset } = array as Readonly<Record<keyof Layout, unknown>>
  const shape =
    integersIn(sizes, 0) ?? fail('whose shape is a list of sizes', `the shape ${show(sizes)}`)
  const stride =
    integersIn(steps, Number.MIN_SAFE_INTEGER) ??
    fail('whose stride is a list of integers', `the stride ${show(steps)}`)
  if (stride.length !== shape.length)
    fail('with one stride for each axis', `the shape ${show(shape)} and the stride ${show(stride)}`)
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset))
    return fail('whose offset is an integer', show(offset))
  const store =
    readerOf(array.data) ??
    fail('of a typed array, an array, or a store with get and length', describe(array.data))
  if (sizeOf(shape) > 0) {
    let [first, last] = [offset, offset]
    shape.forEach((n, axis) => {
      const reach = (n - 1) * (stride[axis] as number)
      if (reach < 0) first += reach
      else last += reach
    })
    if (first < 0 || last >= store.length)
      fail(
        'whose elements lie in its data',
        `positions from ${first} to ${last} of ${store.length} elements for the shape ${show(shape)}, ` +
          `the stride ${show(stride)} and the offset ${offset}`,
      )
  }
  return { shape, stride, offset }
}

const show = (value: unknown): string =>
  Array.isArray(value) || ArrayBuffer.isView(value)
    ? `[${Array.from(value as ArrayLike<unknown>).join(', ')}]`
    : describe(value)

/** Visits the elements in row-major order, by their positions in the data. */
export const visitElements = (
  { shape, stride, offset }: Layout,
  visit: (position: number, index: number) => void,
): void => {
  const size = sizeOf(shape)
  const counter = shape.map(() => 0)
  let position = offset
  for (let i = 0; i < size; i++) {
    visit(position, i)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = stride[axis] as number
      const next = (counter[axis] as number) + 1
      position += step
      if (next < (shape[axis] as number)) {
        counter[axis] = next
        break
      }
      position -= step * next
      counter[axis] = 0
    }
  }
}

/** The elements in row-major order, whatever they are kept in. */
export const elementsOf = (array: NdArray, layout: Layout): readonly unknown[] => {
  const store = readerOf(array.data) as Store
  const elements = new Array<unknown>(sizeOf(layout.shape))
  visitElements(layout, (position, i) => {
    elements[i] = store.get(position)
  })
  return elements
}
