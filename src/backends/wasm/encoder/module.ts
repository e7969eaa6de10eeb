import { Bytes } from './bytes.ts'
import { FunctionBuilder } from './function.ts'
import type { ValueType } from './types.ts'

/** Pages of 64 KiB. */
export interface MemoryLimits {
  readonly initial: number
  readonly maximum: number
  readonly shared: boolean
}

interface Import {
  readonly module: string
  readonly name: string
  readonly func: FunctionBuilder
}

const section = (target: Bytes, id: number, write: (content: Bytes) => void): void => {
  const content = new Bytes()
  write(content)
  target.byte(id)
  target.unsigned(content.length)
  target.append(content.view())
}

const functionExport = 0
const memoryImport = 2
const functionType = 0x60

/** A module under construction. Its memory is imported as `env.memory`. */
export class ModuleBuilder {
  private readonly imports: Import[] = []
  private readonly functions: FunctionBuilder[] = []
  private readonly exports: { readonly name: string; readonly func: FunctionBuilder }[] = []

  /** An imported function; all imports come before the first function of the module. */
  import(
    module: string,
    name: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
  ): FunctionBuilder {
    const func = new FunctionBuilder(this.imports.length, params, results)
    this.imports.push({ module, name, func })
    return func
  }

  function(
    params: readonly ValueType[] = [],
    results: readonly ValueType[] = [],
    exportName?: string,
  ): FunctionBuilder {
    const func = new FunctionBuilder(this.imports.length + this.functions.length, params, results)
    this.functions.push(func)
    if (exportName !== undefined) this.exports.push({ name: exportName, func })
    return func
  }

  /** The module in the binary format. */
  encode(memory: MemoryLimits): Uint8Array<ArrayBuffer> {
    const out = new Bytes(4096)
    for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte)

    const types: FunctionBuilder[] = []
    const typeIndex = new Map<string, number>()
    const typeOf = (func: FunctionBuilder): number => {
      const key = `${func.params}:${func.results}`
      let index = typeIndex.get(key)
      if (index === undefined) {
        index = types.push(func) - 1
        typeIndex.set(key, index)
      }
      return index
    }
    const importTypes = this.imports.map(({ func }) => typeOf(func))
    const functionTypes = this.functions.map(typeOf)

    section(out, 1, (content) => {
      content.unsigned(types.length)
      for (const { params, results } of types) {
        content.byte(functionType)
        for (const list of [params, results]) {
          content.unsigned(list.length)
          for (const type of list) content.byte(type)
        }
      }
    })
    section(out, 2, (content) => {
      content.unsigned(this.imports.length + 1)
      this.imports.forEach(({ module, name }, i) => {
        content.name(module)
        content.name(name)
        content.byte(functionExport)
        content.unsigned(importTypes[i]!)
      })
      content.name('env')
      content.name('memory')
      content.byte(memoryImport)
      content.byte(memory.shared ? 3 : 1)
      content.unsigned(memory.initial)
      content.unsigned(memory.maximum)
    })
    section(out, 3, (content) => {
      content.unsigned(functionTypes.length)
      for (const type of functionTypes) content.unsigned(type)
    })
    section(out, 7, (content) => {
      content.unsigned(this.exports.length)
      for (const { name, func } of this.exports) {
        content.name(name)
        content.byte(functionExport)
        content.unsigned(func.index)
      }
    })
    section(out, 10, (content) => {
      content.unsigned(this.functions.length)
      for (const func of this.functions) func.writeTo(content)
    })
    return out.view()
  }
}
