import { add, bitcast, constant, eq, gt, lt, ne, not, or, select, xor } from '../lanes/build.ts'
import type { Lane } from '../lanes/lane.ts'

/** The float next to `x` in the direction of `y`, in the type's own bits. */
const nextAfter =
  (bits: 'i32' | 'i64', smallest: number) =>
  (x: Lane, y: Lane): Lane => {
    // Bits of floats of one sign are ordered as their magnitudes.
    const outwards = not(xor(lt(x, y), gt(x, 0)))
    const code = bitcast(x, bits)
    const moved = bitcast(
      add(code, select(outwards, constant(1, bits), constant(-1, bits))),
      x.type,
    )
    const fromZero = select(gt(y, 0), constant(smallest, x.type), constant(-smallest, x.type))
    const next = select(eq(x, 0), fromZero, moved)
    const kept = select(eq(x, y), y, next)
    return select(or(ne(x, x), ne(y, y)), constant(Number.NaN, x.type), kept)
  }

export const nextAfter32 = nextAfter('i32', 2 ** -149)
export const nextAfter64 = nextAfter('i64', 5e-324)
