import './setup.ts'
import { ndarrayDevice } from './backends/ndarray/index.ts'
import { makeWasmDevice } from './backends/wasm/device.ts'
import { registerDevice, setDefaultDevice } from './core/device.ts'

setDefaultDevice(registerDevice(makeWasmDevice(ndarrayDevice)))

/** A function that needs the device that compiles: whoever imports it brings that along. */
export const compiling = <F>(f: F): F => f
