import { ndarrayDevice } from './backends/ndarray/index.ts'
import { makeWasmDevice } from './backends/wasm/device.ts'
import { registerDevice } from './core/device.ts'
import { installTensorMethods } from './numpy/tensor-methods.ts'

registerDevice(makeWasmDevice(ndarrayDevice))
registerDevice(ndarrayDevice)
installTensorMethods()
