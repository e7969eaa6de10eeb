import { allocate } from '../../core/dtype.ts'
import { ArgumentError } from '../../core/errors.ts'
import type { HostStorage, Resident } from '../../core/host.ts'
import { getOrCreate } from '../../core/maps.ts'
import { copyOf, dense, denseView, type NdBuffer, toData } from './buffer.ts'

/** A buffer whose elements may be with the program that computed them. */
interface ResidentBuffer extends NdBuffer {
  [residentKey]?: Resident
}
const residentKey = Symbol('resident')

/**
 * Prototypes of buffers that fetch their elements when something reads them. An accessor of each buffer's own, or a WeakMap, would
 * hold the elements until engines collect all of the heap, and they may be megabytes.
 */
const prototypes = new Map<object, object>()
const data: PropertyDescriptor & ThisType<ResidentBuffer> = {
  get() {
    return this[residentKey]!.read()
  },
}

const adopt: HostStorage<NdBuffer>['adopt'] = (resident, { dtype, shape }) => {
  const model = denseView(dtype, allocate(dtype, 0), shape, 0)
  const parent: object = Object.getPrototypeOf(model)
  const prototype = getOrCreate(prototypes, parent, () => Object.create(parent, { data }))
  const buffer: ResidentBuffer = Object.create(prototype)
  buffer.shape = model.shape
  buffer.stride = model.stride
  buffer.offset = model.offset
  buffer[residentKey] = resident
  return buffer
}

const refuse = (): never => {
  throw new ArgumentError(
    'jit',
    'expected a tensor that still has its value, got one that was donated to a call; use what the ' +
      'call returned, or leave the argument out of donateArgnums',
  )
}

const giveUp = (buffer: ResidentBuffer): void => {
  if (buffer[residentKey] === undefined) Object.defineProperty(buffer, 'data', { get: refuse })
  else buffer[residentKey] = { read: refuse }
}

/** Strided views of host memory, of which many tensors may share the elements. */
export const ndarrayStorage: HostStorage<NdBuffer> = {
  put: (elements, { dtype, shape }) => denseView(dtype, elements, shape, 0),
  read: (buffer, { dtype }) => toData(dtype, buffer),
  readAsync: (buffer, { dtype }) => Promise.resolve(toData(dtype, buffer)),
  ready: () => Promise.resolve(),
  copy: (buffer, { dtype }) => copyOf(dtype, buffer),
  elements: (buffer: ResidentBuffer, { dtype }) => buffer[residentKey] ?? dense(dtype, buffer),
  adopt,
  giveUp,
}
