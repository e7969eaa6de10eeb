import { makeAval } from '../core/aval.ts'
import { DtypeError } from '../core/errors.ts'
import type { Kernel } from '../core/kernel.ts'
import type { Primitive } from '../core/primitive.ts'
import { arg, binary, constant, type Expr } from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind } from '../core/trace.ts'
import { alignBatch, elementwiseShape, type NoParams, noParams } from './families.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

const word = (value: number): Expr => constant(value, 'uint32')
const add = (x: Expr, y: Expr): Expr => binary('add', x, y)

const rotateLeft = (x: Expr, by: number): Expr =>
  binary('or', binary('shiftLeft', x, word(by)), binary('shiftRightLogical', x, word(32 - by)))

/** The 20 rounds of Threefry-2x32 on two words of a counter under two words of a key. */
const rounds = (key0: Expr, key1: Expr, count0: Expr, count1: Expr): readonly [Expr, Expr] => {
  const schedule = [key0, key1, binary('xor', binary('xor', key0, key1), word(0x1bd11bda))] as const
  let x0 = add(count0, schedule[0])
  let x1 = add(count1, schedule[1])
  for (let block = 0; block < 5; block++) {
    for (const by of rotations[(block % 2) as 0 | 1]) {
      x0 = add(x0, x1)
      x1 = binary('xor', rotateLeft(x1, by), x0)
    }
    x0 = add(x0, schedule[((block + 1) % 3) as 0 | 1 | 2])
    x1 = add(add(x1, schedule[((block + 2) % 3) as 0 | 1 | 2]), word(block + 1))
  }
  return [x0, x1]
}

const kernel: Kernel = /*@__PURE__*/ (() => ({
  kind: 'elementwise' as const,
  outputs: rounds(arg(0, 'uint32'), arg(1, 'uint32'), arg(2, 'uint32'), arg(3, 'uint32')),
}))()

/**
 * Threefry-2x32: scrambles the counter `(x0, x1)` under the key `(k0, k1)`, elementwise.
 *
 * Shapes: `u32[s] × 4 → u32[s] × 2`, where any operand may be a scalar.
 *
 * @see Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011
 */
const threefry2x32P: Primitive<NoParams> = {
  name: 'threefry2x32',
  abstract: (inputs) => {
    const odd = inputs.find(({ dtype }) => dtype !== 'uint32')
    if (odd !== undefined)
      throw new DtypeError('threefry2x32', `expected uint32 words, got ${odd.dtype}`)
    const aval = makeAval(elementwiseShape('threefry2x32', inputs), 'uint32')
    return [aval, aval]
  },
  jvp: (primals) => [bind(threefry2x32P, primals, noParams), [null, null]],
  batch: (size, inputs, dims) => {
    const [aligned, dim] = alignBatch(size, inputs, dims)
    return [bind(threefry2x32P, aligned, noParams), [dim, dim]]
  },
  lower: () => kernel,
}

export const threefry2x32 = (
  key0: Tensor,
  key1: Tensor,
  count0: Tensor,
  count1: Tensor,
): readonly [Tensor, Tensor] =>
  bind(threefry2x32P, [key0, key1, count0, count1], noParams) as readonly [Tensor, Tensor]
