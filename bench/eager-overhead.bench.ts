/** What does an eager small operation cost beyond its kernel? */
import { np, type Tensor } from '../src/index.ts'
import { suite } from './support/suite.ts'

const x = np.linspace(0, 1, { num: 40 })
const y = np.linspace(1, 2, { num: 40 })
const [a, b] = [x.data() as Float32Array, y.data() as Float32Array]

const kernel = (): Float32Array => {
  const out = new Float32Array(40)
  for (let i = 0; i < 40; i++) out[i] = (a[i] as number) + (b[i] as number)
  return out
}

const expected = kernel()
const got: Tensor = np.add(x, y)
if (!expected.every((value, i) => value === got.data()[i])) throw new Error('np.add disagrees')

const rows = suite('np.add on 40 floats', { 'bare loop': kernel, 'np.add': () => np.add(x, y) })
const [bare, ours] = rows as [(typeof rows)[0], (typeof rows)[0]]
console.log(`  overhead ${(ours.micros - bare.micros).toFixed(2)} µs`)
