import { ndarrayBackend } from './backends/ndarray/index.ts'
import { wasmCompiler } from './backends/wasm/index.ts'
import { registerBackend, registerCompiler } from './core/backend.ts'
import { installTensorMethods } from './numpy/tensor-methods.ts'

registerBackend(ndarrayBackend)
registerCompiler(wasmCompiler)
installTensorMethods()
