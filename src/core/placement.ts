import { showAval } from './aval.ts'
import { type Device, defaultDevice } from './device.ts'
import { DeviceError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { Concrete } from './tensor.ts'

const canMove = (from: Device, to: Device): boolean =>
  from.storage === to.storage || from.storage.read !== undefined

/** Whether somebody chose where a kernel runs. */
export const isChosen = (kernel: Kernel): boolean =>
  kernel.kind === 'call' && kernel.device !== undefined

/**
 * Where tensors meet: on the device that somebody chose for some of them. Without one it is the default device, or where
 * a tensor is that cannot be moved at once.
 */
export const meetingPlace = (op: string, tensors: readonly Concrete[], kernel: Kernel): Device => {
  if (kernel.kind === 'call' && kernel.device !== undefined) return kernel.device
  const [first, ...others] = tensors.filter(({ placed }) => placed)
  if (first === undefined) {
    const common = defaultDevice()
    return tensors.find(({ device }) => !canMove(device, common))?.device ?? common
  }
  const other = others.find(({ device }) => device !== first.device)
  if (other !== undefined)
    throw new DeviceError(
      op,
      `expected tensors that were placed on one device, got ${showAval(first)} on ${first.device.name} and ` +
        `${showAval(other)} on ${other.device.name}; move one of them with devicePut`,
    )
  return first.device
}

/** The buffer of a tensor on a device. */
export const bufferOn = (op: string, to: Device, tensor: Concrete): unknown => {
  if (tensor.device.storage === to.storage) return tensor.buffer
  if (!to.dtypes.includes(tensor.dtype))
    throw new DeviceError(
      op,
      `expected one of the dtypes of ${to.name}, ${to.dtypes.join(', ')}, got ${showAval(tensor)}; convert with astype`,
    )
  return to.storage.put(tensor.read(op), tensor.aval)
}

/** The same value where somebody wants it. */
export const place = (op: string, to: Device, tensor: Concrete): Concrete =>
  tensor.device === to && tensor.placed
    ? tensor
    : new Concrete(to, bufferOn(op, to, tensor), tensor.aval, true)
