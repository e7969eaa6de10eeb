import '../setup.ts'

export * from '../lax/index.ts'
