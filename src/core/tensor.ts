import type { NdArray } from 'ndarray'
import { type Aval, type Shape, showAval, sizeOf } from './aval.ts'
import type { Backend } from './backend.ts'
import type { DataArray, DType } from './dtype.ts'
import { ArgumentError, ShapeError } from './errors.ts'
import { formatTensor, type NestedArray, nest } from './format.ts'
import { makeView } from './view.ts'

/** Marks the tensors of this copy of the library: to another's they are no tensors. */
const brand = Symbol('cotangent.Tensor')

/** Marks the tensors of every copy, so that messages can name what is wrong. */
const commonBrand = Symbol.for('cotangent.Tensor')

/** What to write instead of operators. */
export const arithmeticAdvice =
  'for arithmetic use its methods and the functions of np (x.add(1), np.sin(x))'

/**
 * An immutable array of numbers or booleans: concrete, or a tracer that stands for one while a
 * transform runs. Methods mirror the functions of `np` and are documented there.
 */
export abstract class Tensor implements Aval {
  readonly [brand] = true
  /** @internal Shape and dtypes for those who change neither. */
  readonly aval: Aval
  private frozenShape: Shape | undefined

  constructor(aval: Aval) {
    this.aval = aval
    this.frozenShape = undefined
  }

  /** The sizes of the axes: a list that cannot be changed. */
  get shape(): Shape {
    this.frozenShape ??= Object.freeze([...this.aval.shape])
    return this.frozenShape
  }

  get dtype(): DType {
    return this.aval.dtype
  }

  /** Whether the dtype gives way to that of the tensor it meets, as the dtype of a plain number does. */
  get weakType(): boolean {
    return this.aval.weakType
  }

  /** Number of axes. */
  get ndim(): number {
    return this.aval.shape.length
  }

  /** Number of elements of a vector. Throws `ShapeError` where there is not exactly one axis. */
  get length(): number {
    const { shape } = this.aval
    if (shape.length !== 1)
      throw new ShapeError(
        'length',
        `expected one axis, got ${showAval(this)}; use x.shape[axis] or x.size, and x.toArray() for a list`,
      )
    return shape[0] as number
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.aval.shape)
  }

  /**
   * The concrete value; throws `TracerError` if this tensor is traced. `reader` names what asks, and
   * `advice` says what to write instead.
   */
  abstract concrete(reader: string, advice?: string): Concrete

  /** The only element. Throws `ShapeError` unless there is exactly one. */
  item(): number | boolean {
    const concrete = this.concrete('item')
    if (this.size !== 1)
      throw new ShapeError(
        'item',
        `expected a tensor of one element, got ${showAval(this)}; use toArray() or data()`,
      )
    const value = concrete.backend.read(concrete.buffer, this.aval)[0] ?? 0
    return this.dtype === 'bool' ? value !== 0 : value
  }

  /** The elements in row-major order, as a fresh typed array; booleans as 0 and 1. */
  data(): DataArray {
    const concrete = this.concrete('data')
    return asElements(concrete.backend.read(concrete.buffer, this.aval), this.dtype)
  }

  /** The elements as nested arrays of numbers or booleans; a scalar gives the bare value. */
  toArray(): NestedArray {
    return nest(this.data(), this.aval.shape, this.dtype)
  }

  /** An `ndarray` of the elements, for that ecosystem; the data are a copy. */
  ndarray(): NdArray<DataArray> {
    return makeView(this.data(), [...this.shape])
  }

  /** Resolves with this tensor once its value is computed: at once on the host, later on a device. */
  async ready(): Promise<this> {
    const concrete = this.concrete('ready')
    await concrete.backend.ready(concrete.buffer)
    return this
  }

  /** As `data()`, for devices that can only be read asynchronously. */
  async dataAsync(): Promise<DataArray> {
    const concrete = this.concrete('dataAsync')
    return asElements(await concrete.backend.readAsync(concrete.buffer, this.aval), this.dtype)
  }

  toJSON(): NestedArray {
    return this.concrete('toJSON').toArray()
  }

  /**
   * A scalar as a number, so that `x + 1` and `x > 0` work on concrete values; throws on traced ones, and where
   * there is not exactly one element.
   */
  [Symbol.toPrimitive](hint: string): number | string {
    if (hint === 'string') return this.toString()
    if (this.size !== 1)
      throw new ShapeError(
        'number',
        `expected one element in plain arithmetic, a comparison or Math.*, got ${showAval(this)}; ${arithmeticAdvice}, ` +
          'and for its text String(x)',
      )
    return Number(this.concrete('number').item())
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

Object.defineProperty(Tensor.prototype, commonBrand, { value: true })

// In JavaScript x[0] would be undefined and x[0] = 1 be lost: the first indices, at least, say so.
for (let index = 0; index < 10; index++)
  Object.defineProperty(Tensor.prototype, index, {
    get: () => {
      throw new ArgumentError(
        'Tensor',
        `expected a method for indexing, got x[${index}]; use x.get(${index}), or x.toArray()[${index}] for ` +
          'a number',
      )
    },
    set: () => {
      throw new ArgumentError(
        'Tensor',
        `expected no assignment, got x[${index}] = …; tensors are immutable: use x = x.at(${index}).set(…)`,
      )
    },
  })

/** What a backend read; whatever bytes it kept for a bool, they are 0 and 1 here. */
const asElements = (data: DataArray, dtype: DType): DataArray => {
  if (dtype === 'bool') for (let i = 0; i < data.length; i++) if (data[i] !== 0) data[i] = 1
  return data
}

/** A tensor with a value, held in a buffer of some backend. */
export class Concrete extends Tensor {
  readonly backend: Backend
  readonly buffer: unknown

  constructor(backend: Backend, buffer: unknown, aval: Aval) {
    super(aval)
    this.backend = backend
    this.buffer = buffer
  }

  concrete(): Concrete {
    return this
  }

  override toString(): string {
    return formatTensor(this.data(), this)
  }

  /** Frees a device buffer now rather than at the next collection; the tensor must not be used again. */
  dispose(): void {
    this.backend.dispose?.(this.buffer)
  }

  /** @internal Not declared, as the libraries of older targets do not know the symbol. */
  [Symbol.dispose](): void {
    this.dispose()
  }
}

export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && brand in value

/** Whether a value is a tensor of another copy of the library, whose traces and backends are not ours. */
export const isForeignTensor = (value: object): boolean => commonBrand in value && !isTensor(value)
