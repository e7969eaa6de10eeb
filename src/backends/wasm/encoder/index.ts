export { FunctionBuilder } from './function.ts'
export { ModuleBuilder } from './module.ts'
export { f32, f64, i32, i64, type Local, type ValueType, v128 } from './types.ts'
