import { checked } from '../core/checked.ts'
import { asTensor } from '../core/convert.ts'
import { type DeviceLike, defaultDevice, deviceOf } from '../core/device.ts'
import type { Tensor } from '../core/tensor.ts'
import { type MapTree, treeMap } from '../core/tree.ts'
import { putTensor } from '../primitives/device-put.ts'

/**
 * The same tree with its tensors placed on a device: what is computed from them is computed there, and they meet no
 * tensors that were placed on another. Derivatives pass.
 *
 * Shapes: `T → T`.
 *
 * @throws DeviceError for a device that is not there or does not have the dtype, and for a tensor of another device
 * that cannot be read at once
 * @example
 * devicePut(np.ones([2]), 'ndarray').device.name // => 'ndarray'
 */
export const devicePut = /*@__PURE__*/ checked(
  'devicePut(tree, device?)',
  <T>(tree: T, device: DeviceLike = defaultDevice()): MapTree<T, Tensor> => {
    const target = deviceOf('devicePut', device)
    return treeMap(
      (leaf: unknown) => putTensor(asTensor(leaf, 'devicePut'), target),
      tree,
    ) as MapTree<T, Tensor>
  },
)
