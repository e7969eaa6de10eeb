import type { Device } from '../core/device.ts'
import { place } from '../core/placement.ts'
import type { Primitive } from '../core/primitive.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { linear } from './linear.ts'

interface DevicePutParams {
  readonly device: Device
}

/** The identity, on a device. In a compiled program, which runs on one device, it is nothing. */
const devicePutP: Primitive<DevicePutParams> = {
  ...linear<DevicePutParams>('device_put', {
    abstract: ([x]) => x!,
    // The cotangent goes where it is needed.
    transpose: (ct) => [ct],
    batch: (_, [x], dims, params) => [[bind1(devicePutP, [x as Tensor], params)], dims],
    lower: (_, [x]) => ({ kind: 'reshape', shape: x!.shape }),
  }),
  evaluate: ([x], { device }) => [place('devicePut', device, x!)],
}

/** The same tensor on a device. */
export const putTensor = (x: Tensor, device: Device): Tensor => bind1(devicePutP, [x], { device })
