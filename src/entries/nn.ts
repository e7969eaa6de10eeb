import '../setup.ts'

export * from '../nn/index.ts'
