import type { NdArray } from 'ndarray'
import { type Aval, type Shape, showAval, sizeOf } from './aval.ts'
import type { Device } from './device.ts'
import type { DataArray, DType } from './dtype.ts'
import { ArgumentError, DeviceError, ShapeError } from './errors.ts'
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

  /** The only element as a number, 0 or 1 for a boolean. Throws `ShapeError` unless there is exactly one. */
  item(): number {
    const concrete = this.concrete('item')
    if (this.size !== 1)
      throw new ShapeError(
        'item',
        `expected a tensor of one element, got ${showAval(this)}; use toArray() or data()`,
      )
    return concrete.read('item')[0] ?? 0
  }

  /** The elements in row-major order, as a fresh typed array; booleans as 0 and 1. */
  data(): DataArray {
    return this.concrete('data').read('data')
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
    const { device, buffer } = this.concrete('ready')
    await device.storage.ready(buffer)
    return this
  }

  /** As `data()`, once the value is computed; the only way to read from some devices. */
  async readAsync(): Promise<DataArray> {
    const { device, buffer } = this.concrete('readAsync')
    return asElements(await device.storage.readAsync(buffer, this.aval), this.dtype)
  }

  /** As `toArray()`, once the value is computed. */
  async toArrayAsync(): Promise<NestedArray> {
    return nest(await this.readAsync(), this.aval.shape, this.dtype)
  }

  /** The device that holds the value. Throws `TracerError` for a traced one, which is nowhere yet. */
  abstract get device(): Device

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
    return this.concrete('number').item()
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

/** A tensor with a value, held in a buffer of a device's storage. */
export class Concrete extends Tensor {
  readonly device: Device
  readonly buffer: unknown
  /** Whether somebody chose the device; else the value goes wherever it is needed. */
  readonly placed: boolean

  constructor(device: Device, buffer: unknown, aval: Aval, placed = false) {
    super(aval)
    this.device = device
    this.buffer = buffer
    this.placed = placed
  }

  /** The elements. Throws `DeviceError` for a device that cannot be read at once; `reader` is what asks. */
  read(reader: string): DataArray {
    const { name, storage } = this.device
    if (storage.read === undefined)
      throw new DeviceError(
        reader,
        `expected a device that can be read at once, got ${showAval(this)} on ${name}; write await x.readAsync() ` +
          'or await x.toArrayAsync(), and compute with np what needs no reading',
      )
    return asElements(storage.read(this.buffer, this.aval), this.dtype)
  }

  concrete(): Concrete {
    return this
  }

  override toString(): string {
    return formatTensor(this.data(), this)
  }

  /** Frees a device buffer now rather than at the next collection; the tensor must not be used again. */
  dispose(): void {
    this.device.storage.dispose?.(this.buffer)
  }

  /** @internal Not declared, as the libraries of older targets do not know the symbol. */
  [Symbol.dispose](): void {
    this.dispose()
  }
}

/** Whether a tensor is one number that is read without asking a device. */
export const isHostScalar = (value: Tensor): value is Concrete =>
  value instanceof Concrete && value.device.isHost && value.aval.shape.length === 0

export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && brand in value

/** Whether a value is a tensor of another copy of the library, whose traces and backends are not ours. */
export const isForeignTensor = (value: object): boolean => commonBrand in value && !isTensor(value)
