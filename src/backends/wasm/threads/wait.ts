import { type FunctionBuilder, i32, type Local } from '../encoder/index.ts'

/** Waits without end. */
export const forever = -1n

/**
 * Appends a loop that looks at memory until `look` leaves it by a branch of depth 1; what follows the loop comes
 * next. After `looks` without success, which `look` may set back to that many, it calls `sleep`.
 */
export const waitLoop = (
  f: FunctionBuilder,
  looks: number,
  look: (reset: () => void) => void,
  sleep: () => void,
): void => {
  const left: Local = f.local(i32)
  const reset = (): void => {
    f.i32(looks).set(left)
  }
  reset()
  f.block(() => {
    f.loop(() => {
      look(reset)
      f.get(left).i32(1).op('i32.sub').tee(left)
      f.if(
        () => f.fence(),
        () => {
          sleep()
          reset()
        },
      )
      f.br(0)
    })
  })
}
