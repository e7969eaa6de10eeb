import type { DType } from '../../../../core/dtype.ts'
import { f32, f64, i32, type ValueType } from '../../encoder/index.ts'

/** How one element is held in a local variable, loaded and stored. */
export const elementOf = {
  bool: { type: i32, load: 'i32.load8_u', store: 'i32.store8' },
  uint8: { type: i32, load: 'i32.load8_u', store: 'i32.store8' },
  int8: { type: i32, load: 'i32.load8_s', store: 'i32.store8' },
  uint32: { type: i32, load: 'i32.load', store: 'i32.store' },
  int32: { type: i32, load: 'i32.load', store: 'i32.store' },
  float32: { type: f32, load: 'f32.load', store: 'f32.store' },
  float64: { type: f64, load: 'f64.load', store: 'f64.store' },
} as const satisfies Readonly<
  Record<DType, { readonly type: ValueType; readonly load: string; readonly store: string }>
>
