/** Copies before `ndarray-ops` is there and afterwards; prints the copies, and whether it made each. */
import ndarray from 'ndarray'
import ops from 'ndarray-ops'
import { assign } from '../../../src/backends/ndarray/assign.ts'

let isUsed = false
const { assign: original } = ops
ops.assign = (target, source) => {
  isUsed = true
  return original(target, source)
}

const copy = (): readonly [readonly number[], boolean] => {
  isUsed = false
  const source = ndarray(
    Float32Array.from({ length: 24 }, (_, i) => i),
    [2, 3, 4],
  )
  const target = ndarray(new Float64Array(48), [4, 3, 2]).step(-1, 1, 1)
  assign(target, source.transpose(2, 1, 0))
  return [[...target.data], isUsed]
}

const first = copy()
const deadline = performance.now() + 10_000
let later = copy()
while (!later[1] && performance.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 10))
  later = copy()
}
console.log(JSON.stringify([first, later]))
