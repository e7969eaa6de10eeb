import { Bytes } from './bytes.ts'
import {
  atomicOps,
  laneMemoryOps,
  laneOps,
  memoryOps,
  plainOps,
  saturatingOps,
  vectorMemoryOps,
  vectorOps,
} from './opcodes.ts'
import { i32, type Local, type ValueType } from './types.ts'

/** Names of instructions without immediates. */
export type Op = keyof typeof plainOps | keyof typeof saturatingOps | keyof typeof vectorOps
/** Names of instructions that address memory by a number on the stack and an offset. */
export type MemoryOp =
  | keyof typeof memoryOps
  | keyof typeof vectorMemoryOps
  | keyof typeof atomicOps

/** An op's code with its prefix as the bytes to append. */
const encoded = new Map<string, Uint8Array>()

const encodeAll = (
  prefix: number | undefined,
  table: Readonly<Record<string, number | readonly [number, number]>>,
): void => {
  for (const [name, entry] of Object.entries(table)) {
    const bytes = new Bytes(4)
    if (prefix !== undefined) bytes.byte(prefix)
    const code = typeof entry === 'number' ? entry : entry[0]
    if (prefix === undefined) bytes.byte(code)
    else bytes.unsigned(code)
    if (typeof entry !== 'number') bytes.byte(entry[1])
    encoded.set(name, bytes.view())
  }
}

encodeAll(undefined, plainOps)
encodeAll(0xfc, saturatingOps)
encodeAll(0xfd, vectorOps)
encodeAll(undefined, memoryOps)
encodeAll(0xfd, vectorMemoryOps)
encodeAll(0xfd, laneMemoryOps)
encodeAll(0xfd, laneOps)
encodeAll(0xfe, atomicOps)

const noResult = 0x40

/**
 * One function of a module under construction. Methods append instructions in the order of the binary
 * format, operands first, and return the function so that calls chain.
 */
export class FunctionBuilder {
  /** Index in the module. */
  readonly index: number
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
  private readonly locals: ValueType[] = []
  private readonly code = new Bytes()

  constructor(index: number, params: readonly ValueType[], results: readonly ValueType[]) {
    this.index = index
    this.params = params
    this.results = results
  }

  /** Declares a local variable, which starts as zero. */
  local(type: ValueType): Local {
    return this.params.length + this.locals.push(type) - 1
  }

  /** An instruction without immediates. */
  op(name: Op): this {
    this.code.append(encoded.get(name)!)
    return this
  }

  get(local: Local): this {
    this.code.byte(0x20)
    this.code.unsigned(local)
    return this
  }

  set(local: Local): this {
    this.code.byte(0x21)
    this.code.unsigned(local)
    return this
  }

  tee(local: Local): this {
    this.code.byte(0x22)
    this.code.unsigned(local)
    return this
  }

  i32(value: number): this {
    this.code.byte(0x41)
    this.code.signed(value)
    return this
  }

  i64(value: bigint): this {
    this.code.byte(0x42)
    this.code.signed64(value)
    return this
  }

  f32(value: number): this {
    this.code.byte(0x43)
    this.code.float32(value)
    return this
  }

  f64(value: number): this {
    this.code.byte(0x44)
    this.code.float64(value)
    return this
  }

  /** A load, store or atomic access at the address on the stack plus `offset` bytes. */
  memory(name: MemoryOp, offset = 0): this {
    this.code.append(encoded.get(name)!)
    this.code.unsigned(offset)
    return this
  }

  /** A load or store of one lane. */
  memoryLane(name: keyof typeof laneMemoryOps, lane: number, offset = 0): this {
    this.memory(name as MemoryOp, offset)
    this.code.byte(lane)
    return this
  }

  /** Extracts or replaces one lane. */
  lane(name: keyof typeof laneOps, lane: number): this {
    this.code.append(encoded.get(name)!)
    this.code.byte(lane)
    return this
  }

  /** Bytes of two vectors, the first's numbered from 0, the second's from 16. */
  shuffle(bytes: readonly number[]): this {
    this.code.byte(0xfd)
    this.code.byte(0x0d)
    for (const byte of bytes) this.code.byte(byte)
    return this
  }

  /** A vector of zeros. Other constants belong into memory, from where engines load them faster. */
  zeroVector(): this {
    this.code.byte(0xfd)
    this.code.byte(0x0c)
    for (let i = 0; i < 16; i++) this.code.byte(0)
    return this
  }

  /** Copies bytes: destination, source and count are on the stack. */
  copyMemory(): this {
    for (const byte of [0xfc, 10, 0, 0]) this.code.byte(byte)
    return this
  }

  /** Fills bytes: destination, byte and count are on the stack. */
  fillMemory(): this {
    for (const byte of [0xfc, 11, 0]) this.code.byte(byte)
    return this
  }

  /** Orders memory accesses of all threads. */
  fence(): this {
    for (const byte of [0xfe, 3, 0]) this.code.byte(byte)
    return this
  }

  /** A block, which `br` leaves. */
  block(body: () => void, result: ValueType | typeof noResult = noResult): this {
    this.code.byte(0x02)
    this.code.byte(result)
    body()
    this.code.byte(0x0b)
    return this
  }

  /** A loop, which `br` starts again. */
  loop(body: () => void): this {
    this.code.byte(0x03)
    this.code.byte(noResult)
    body()
    this.code.byte(0x0b)
    return this
  }

  /** Takes a branch by the number on the stack. */
  if(
    then: () => void,
    otherwise?: () => void,
    result: ValueType | typeof noResult = noResult,
  ): this {
    this.code.byte(0x04)
    this.code.byte(result)
    then()
    if (otherwise !== undefined) {
      this.code.byte(0x05)
      otherwise()
    }
    this.code.byte(0x0b)
    return this
  }

  /** Leaves the block, or starts the loop again, that is `depth` levels out. */
  br(depth: number): this {
    this.code.byte(0x0c)
    this.code.unsigned(depth)
    return this
  }

  brIf(depth: number): this {
    this.code.byte(0x0d)
    this.code.unsigned(depth)
    return this
  }

  call(callee: FunctionBuilder): this {
    this.code.byte(0x10)
    this.code.unsigned(callee.index)
    return this
  }

  /**
   * Runs `body` while `counter`, which is set before, is below `end`, a number or a local; adds `step`
   * after each round. A constant number of rounds known to be positive saves the first test.
   */
  count(
    counter: Local,
    end: number | { readonly local: Local },
    step: number,
    body: () => void,
    startsBelow = false,
  ): this {
    const pushEnd = (): this => (typeof end === 'number' ? this.i32(end) : this.get(end.local))
    const rounds = (): void => {
      this.loop(() => {
        body()
        this.get(counter).i32(step).op('i32.add').tee(counter)
        pushEnd().op('i32.lt_s').brIf(0)
      })
    }
    if (startsBelow) {
      rounds()
      return this
    }
    this.get(counter)
    pushEnd().op('i32.lt_s')
    return this.if(rounds)
  }

  /** Runs `body` with a fresh counter from 0 to `count`, a constant, by `step`. */
  repeat(count: number, body: (counter: Local) => void, step = 1): this {
    if (count <= 0) return this
    const counter = this.local(i32)
    this.i32(0).set(counter)
    return this.count(counter, count, step, () => body(counter), true)
  }

  /** The function in the code section: its size, its locals in runs of one type, its instructions. */
  writeTo(target: Bytes): void {
    const head = new Bytes(16)
    const runs: { readonly type: ValueType; count: number }[] = []
    for (const type of this.locals) {
      const last = runs.at(-1)
      if (last?.type === type) last.count += 1
      else runs.push({ type, count: 1 })
    }
    head.unsigned(runs.length)
    for (const { type, count } of runs) {
      head.unsigned(count)
      head.byte(type)
    }
    target.unsigned(head.length + this.code.length + 1)
    target.append(head.view())
    target.append(this.code.view())
    target.byte(0x0b)
  }

  /** Bytes of instructions so far. */
  get size(): number {
    return this.code.length
  }
}
