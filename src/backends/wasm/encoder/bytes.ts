/** A number on its way into bytes. */
const bytesOfNumber = new Uint8Array(8)
const number = new DataView(bytesOfNumber.buffer)

/** A growing array of bytes with the number formats of the WebAssembly binary format. */
export class Bytes {
  private data: Uint8Array
  length = 0

  constructor(capacity = 1024) {
    this.data = new Uint8Array(capacity)
  }

  private reserve(count: number): void {
    if (this.length + count <= this.data.length) return
    const grown = new Uint8Array(Math.max(this.length + count, 2 * this.data.length))
    grown.set(this.data.subarray(0, this.length))
    this.data = grown
  }

  byte(value: number): void {
    if (this.length === this.data.length) this.reserve(1)
    this.data[this.length++] = value
  }

  append(bytes: Uint8Array): void {
    const count = bytes.length
    this.reserve(count)
    // For an instruction of a few bytes a loop is faster than the method.
    if (count <= 8) for (let i = 0; i < count; i++) this.data[this.length + i] = bytes[i]!
    else this.data.set(bytes, this.length)
    this.length += count
  }

  /** An unsigned LEB128 number below 2³². */
  unsigned(value: number): void {
    let rest = value >>> 0
    while (rest > 127) {
      this.byte((rest & 127) | 128)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** A signed LEB128 number of 32 bits. */
  signed(value: number): void {
    let rest = value | 0
    while (rest < -64 || rest > 63) {
      this.byte((rest & 127) | 128)
      rest >>= 7
    }
    this.byte(rest & 127)
  }

  /** A signed LEB128 number of 64 bits. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    this.byte(Number(rest & 127n))
  }

  float32(value: number): void {
    number.setFloat32(0, value, true)
    this.append(bytesOfNumber.subarray(0, 4))
  }

  float64(value: number): void {
    number.setFloat64(0, value, true)
    this.append(bytesOfNumber)
  }

  /** A name in ASCII: its length and its bytes. */
  name(value: string): void {
    this.unsigned(value.length)
    for (let i = 0; i < value.length; i++) this.byte(value.charCodeAt(i))
  }

  /** The bytes so far, as a view. */
  view(): Uint8Array<ArrayBuffer> {
    return this.data.subarray(0, this.length) as Uint8Array<ArrayBuffer>
  }
}
