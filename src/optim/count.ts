import { scalar } from '../core/convert.ts'
import type { Tensor } from '../core/tensor.ts'
import { minimum } from '../numpy/arithmetic.ts'

const largest = 2 ** 31 - 1

/** The count of steps before the first. */
export const firstCount = (): Tensor => scalar(0, 'int32')

/** `count + 1`; the largest count stays as it is. */
export const nextCount = (count: Tensor): Tensor => minimum(count, largest - 1).add(1)
