import ndarray, { type NdArray } from 'ndarray'
import { rowMajor } from './aval.ts'
import { canGenerateCode } from './code-generation.ts'
import type { DataArray } from './dtype.ts'

/** A class of `ndarray` views: its arguments are the data, sizes, strides and the offset. */
export type ViewClass = new (data: DataArray, ...sizesStridesOffset: number[]) => NdArray<DataArray>

const isIndex = (value: unknown): value is number => typeof value === 'number' && value >= 0

/** What views of all dtypes and ranks share where `ndarray` may not compile classes for each. */
abstract class PlainView {
  data: DataArray
  shape: number[]
  stride: number[]
  offset: number

  constructor(data: DataArray, shape: number[], stride: number[], offset: number) {
    this.data = data
    this.shape = shape
    this.stride = stride
    this.offset = offset
  }

  protected of(shape: number[], stride: number[], offset: number): NdArray<DataArray> {
    return makeView(this.data, shape, stride, offset)
  }

  get dimension(): number {
    return this.shape.length
  }

  get size(): number {
    return this.shape.reduce((size, n) => size * n, 1)
  }

  get order(): number[] {
    const steps = this.stride.map(Math.abs)
    return steps.map((_, axis) => axis).sort((i, j) => steps[i]! - steps[j]!)
  }

  index(...indices: number[]): number {
    return this.stride.reduce((at, step, axis) => at + step * indices[axis]!, this.offset)
  }

  get(...indices: number[]): number {
    return this.data[this.index(...indices)]!
  }

  set(...indicesAndValue: number[]): number {
    const value = indicesAndValue[this.shape.length]!
    this.data[this.index(...indicesAndValue)] = value
    return value
  }

  valueOf(): unknown {
    return this.shape.length === 0 ? this.get() : this
  }

  hi(...sizes: number[]): NdArray<DataArray> {
    const shape = this.shape.map((n, axis) => (isIndex(sizes[axis]) ? sizes[axis]! | 0 : n))
    return this.of(shape, [...this.stride], this.offset)
  }

  lo(...starts: number[]): NdArray<DataArray> {
    const skipped = this.shape.map((_, axis) => (isIndex(starts[axis]) ? starts[axis]! | 0 : 0))
    const shape = this.shape.map((n, axis) => n - skipped[axis]!)
    return this.of(shape, [...this.stride], this.index(...skipped))
  }

  step(...steps: number[]): NdArray<DataArray> {
    let { offset } = this
    const by = this.shape.map((_, axis) => (typeof steps[axis] === 'number' ? steps[axis]! | 0 : 1))
    const shape = this.shape.map((n, axis) => {
      if (by[axis]! < 0) offset += this.stride[axis]! * (n - 1)
      return Math.ceil(n / Math.abs(by[axis]!))
    })
    const stride = this.stride.map((step, axis) => step * by[axis]!)
    return this.of(shape, stride, offset)
  }

  transpose(...axes: number[]): NdArray<DataArray> {
    const order = this.shape.map((_, axis) => (axes[axis] === undefined ? axis : axes[axis]! | 0))
    const pick = (values: readonly number[]): number[] => order.map((axis) => values[axis]!)
    return this.of(pick(this.shape), pick(this.stride), this.offset)
  }

  pick(...indices: (number | null)[]): NdArray<DataArray> {
    const kept = this.shape.flatMap((_, axis) => (isIndex(indices[axis]) ? [] : [axis]))
    const offset = this.stride.reduce(
      (at, step, axis) => (isIndex(indices[axis]) ? at + step * indices[axis]! : at),
      this.offset,
    )
    const pick = (values: readonly number[]): number[] => kept.map((axis) => values[axis]!)
    return this.of(pick(this.shape), pick(this.stride), offset)
  }
}

/** The name that `ndarray` gives to a type of data: `float32` for a `Float32Array`. */
const typeName = (data: DataArray): string =>
  Object.prototype.toString.call(data).slice('[object '.length, -'Array]'.length).toLowerCase()

const plainClasses = new Map<string, ViewClass>()

const plainClass = (data: DataArray, rank: number): ViewClass => {
  const dtype = typeName(data)
  const key = `${dtype} ${rank}`
  let View = plainClasses.get(key)
  if (View === undefined) {
    const made = class extends PlainView {
      constructor(values: DataArray, ...numbers: number[]) {
        super(values, numbers.slice(0, rank), numbers.slice(rank, 2 * rank), numbers[2 * rank]!)
      }
    }
    Object.defineProperty(made.prototype, 'dtype', { value: dtype })
    View = made as unknown as ViewClass
    plainClasses.set(key, View)
  }
  return View
}

/**
 * The class of views of so many axes over such data: the one that `ndarray` compiles, or one of the same
 * interface where code may not be generated.
 */
export const viewClass = (data: DataArray, rank: number): ViewClass => {
  if (!canGenerateCode()) return plainClass(data, rank)
  const ones = new Array<number>(rank).fill(1)
  return ndarray(data, ones, ones, 0).constructor as ViewClass
}

/** An `ndarray` of any number of axes. */
export const makeView = (
  data: DataArray,
  shape: number[],
  stride = rowMajor(shape),
  offset = 0,
): NdArray<DataArray> => {
  if (canGenerateCode()) return ndarray(data, shape, stride, offset)
  const View = plainClass(data, shape.length)
  return new View(data, ...shape, ...stride, offset)
}
