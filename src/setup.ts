import { ndarrayDevice } from './backends/ndarray/index.ts'
import { registerDevice } from './core/device.ts'
import { installTensorMethods } from './numpy/tensor-methods.ts'

registerDevice(ndarrayDevice)
installTensorMethods()
