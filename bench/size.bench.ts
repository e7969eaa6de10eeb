/** How many bytes does a program carry that imports all of the library, only `grad`, or only `jit`? */
import { type Bundle, withBundler } from './support/bundle.ts'

const programs = {
  everything: "export * from 'cotangent'",
  '{ grad }': "export { grad } from 'cotangent'",
  '{ jit }': "export { jit } from 'cotangent'",
}
/** Layers that neither needs: what is left of them has not been shaken off. */
const unneeded = ['scipy', 'nn', 'optim', 'meta', 'tasks', 'random', 'lax']

const layerOf = (module: string): string =>
  module.startsWith('dist/') ? (module.split('/')[1] as string) : 'dependencies'

const layers = ({ modules }: Bundle): readonly (readonly [string, number])[] => {
  const sizes = new Map<string, number>()
  for (const [module, size] of Object.entries(modules))
    sizes.set(layerOf(module), (sizes.get(layerOf(module)) ?? 0) + size)
  return [...sizes].sort((a, b) => b[1] - a[1])
}

await withBundler(async (bundle) => {
  const squared = await bundle(`import { grad, jit } from 'cotangent'
    export const result = jit(grad((x) => x.mul(x)))(3).item()`)
  // Node shows the line of an error that nobody catches, and a bundle is a single line.
  const { result } = await squared.run().catch((error) => ({ result: `${error}` }))
  if (result !== 6) throw new Error(`a bundled program gives ${result} and not 6`)

  for (const [name, program] of Object.entries(programs)) {
    const bundled = await bundle(program)
    const [gzipped, minified] = [bundled.gzipped, bundled.minified].map((n) => (n / 1e3).toFixed(1))
    console.log(`${name}: ${gzipped} kB gzipped, ${minified} kB minified`)
    const total = Object.values(bundled.modules).reduce((sum, size) => sum + size, 0)
    const shares = layers(bundled).map(
      ([layer, n]) => `${layer} ${((100 * n) / total).toFixed(0)} %`,
    )
    console.log(`  of which, before minification: ${shares.join(', ')}`)
    const left = Object.keys(bundled.modules).filter((id) => unneeded.includes(layerOf(id)))
    if (name !== 'everything' && left.length > 0)
      throw new Error(`${name} carries what it does not need: ${left.join(', ')}`)
  }
})
