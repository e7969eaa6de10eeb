import '../setup.ts'

export * from '../random/index.ts'
