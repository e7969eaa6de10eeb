import { type FunctionBuilder, i32, type Local } from '../../encoder/index.ts'
import type { Nest } from './layout.ts'

/** A place in a nest of loops, and what each array's offset is there. */
export interface Walk {
  readonly positions: readonly Local[]
  /** Appends the step to the next place in row-major order. */
  readonly advance: () => void
}

const bump = (f: FunctionBuilder, position: Local, by: number): void => {
  if (by !== 0) f.get(position).i32(by).op('i32.add').set(position)
}

/** Starts at place number `start`. */
export const startWalk = (f: FunctionBuilder, start: Local, { shape, strides }: Nest): Walk => {
  const positions = strides.map(() => f.local(i32))
  const counters = shape.map(() => f.local(i32))
  for (const position of positions) f.i32(0).set(position)
  const rest = f.local(i32)
  f.get(start).set(rest)
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const counter = counters[axis]!
    f.get(rest)
    if (axis > 0) f.i32(shape[axis]!).op('i32.rem_u')
    f.set(counter)
    if (axis > 0) f.get(rest).i32(shape[axis]!).op('i32.div_u').set(rest)
    positions.forEach((position, k) => {
      const stride = strides[k]![axis]!
      if (stride === 0) return
      f.get(position).get(counter).i32(stride).op('i32.mul').op('i32.add').set(position)
    })
  }
  const step = (axis: number, rewinds: readonly number[]): void => {
    positions.forEach((position, k) => {
      bump(f, position, strides[k]![axis]! + rewinds[k]!)
    })
    if (axis === 0) return
    const counter = counters[axis]!
    f.get(counter).i32(1).op('i32.add').tee(counter).i32(shape[axis]!).op('i32.eq')
    f.if(() => {
      f.i32(0).set(counter)
      step(
        axis - 1,
        strides.map((own) => -own[axis]! * shape[axis]!),
      )
    })
  }
  const rewound = strides.map(() => 0)
  return {
    positions,
    advance: () => {
      if (shape.length > 0) step(shape.length - 1, rewound)
    },
  }
}

/** Runs `body` at each place of a nest; `positions` are counted on meanwhile, and are afterwards as before. */
export const eachPlace = (
  f: FunctionBuilder,
  { shape, strides }: Nest,
  positions: readonly Local[],
  body: () => void,
): void => {
  const loop = (axis: number): void => {
    if (axis === shape.length) {
      body()
      return
    }
    const n = shape[axis]!
    f.repeat(n, () => {
      loop(axis + 1)
      positions.forEach((position, k) => {
        bump(f, position, strides[k]![axis]!)
      })
    })
    positions.forEach((position, k) => {
      bump(f, position, -n * strides[k]![axis]!)
    })
  }
  loop(0)
}
