import { isTensor, type Tensor } from '../core/tensor.ts'
import { flatten, type TreeDef, unflatten } from '../core/tree-def.ts'

/**
 * Auxiliary results of a transformed function: their tensors leave the transform with its outputs,
 * anything else is handed on as it is.
 */
export interface AuxResults {
  readonly tensors: readonly Tensor[]
  readonly restore: (tensors: readonly Tensor[]) => unknown
}

export const splitAux = (aux: unknown): AuxResults => {
  const [leaves, def]: readonly [unknown[], TreeDef] = flatten(aux)
  return {
    tensors: leaves.filter(isTensor),
    restore: (tensors) => {
      let next = 0
      return unflatten(
        def,
        leaves.map((leaf) => (isTensor(leaf) ? tensors[next++] : leaf)),
      )
    },
  }
}
