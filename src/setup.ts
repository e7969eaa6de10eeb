import { ndarrayBackend } from './backends/ndarray/index.ts'
import { registerBackend } from './core/backend.ts'
import { installTensorMethods } from './numpy/tensor-methods.ts'

registerBackend(ndarrayBackend)
installTensorMethods()
