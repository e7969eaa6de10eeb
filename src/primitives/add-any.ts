import { avalOf } from '../core/aval.ts'
import type { Kernel } from '../core/kernel.ts'
import type { Primitive } from '../core/primitive.ts'
import { arg, binary } from '../core/scalar.ts'
import type { Tensor } from '../core/tensor.ts'
import { bind1 } from '../core/trace.ts'
import { batchToFront } from './structural.ts'

const kernels = new Map<string, Kernel>()

/** The sum of two tangents or cotangents of one aval; what interpreters accumulate with. */
const addAnyP: Primitive<object> = {
  name: 'add_any',
  abstract: ([x]) => [avalOf(x as Tensor)],
  jvp: (primals, [dx, dy]) => [
    [bind1(addAnyP, primals, {})],
    [dx === null || dx === undefined ? (dy ?? null) : dy ? addAny(dx, dy) : dx],
  ],
  transpose: ([ct]) => [ct ?? null, ct ?? null],
  batch: (size, [x, y], [dx, dy]) =>
    dx === dy
      ? [[addAny(x as Tensor, y as Tensor)], [dx ?? null]]
      : [
          [
            addAny(
              batchToFront(x as Tensor, dx ?? null, size),
              batchToFront(y as Tensor, dy ?? null, size),
            ),
          ],
          [0],
        ],
  lower: (_, [x]) => {
    const { dtype } = x as Tensor
    let kernel = kernels.get(dtype)
    if (kernel === undefined) {
      kernel = {
        kind: 'elementwise',
        outputs: [binary('add', arg(0, dtype), arg(1, dtype))],
      }
      kernels.set(dtype, kernel)
    }
    return kernel
  },
}

export const addAny = (x: Tensor, y: Tensor): Tensor => bind1(addAnyP, [x, y], {})
