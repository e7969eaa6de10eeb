import { afterEach, describe, expect, it } from 'vitest'
import {
  DeviceError,
  device,
  devicePut,
  devices,
  grad,
  jit,
  lax,
  np,
  random,
  setDefaultDevice,
  type Tensor,
  TracerError,
  vmap,
  withDevice,
} from '../../src/index.ts'
import { makeToy } from './toy.ts'

const { device: toy, asked } = makeToy('toy')
const { device: other } = makeToy('other', { readable: true, runs: true })
const { device: half } = makeToy('half', { readable: true, dtypes: ['float32', 'int32'] })

afterEach(() => setDefaultDevice('wasm'))

const x = np.array([1, 2, 3])
const nameOf = (t: Tensor): string => t.device.name
const f = (t: Tensor): Tensor => np.sin(t).mul(2).add(t.get(0)).sum()

describe('devices', () => {
  it('are known by their names', () => {
    expect(devices().map(({ name }) => name)).toEqual(['ndarray', 'wasm', 'toy', 'other', 'half'])
    expect(device('toy')).toBe(toy)
    expect(nameOf(x)).toBe('wasm')
    expect(() => device('tpu')).toThrow(
      'device: expected a device or one of the names ndarray, wasm, toy, other, half, got the string',
    )
    expect(() => devicePut(x, { ...toy } as never)).toThrow(DeviceError)
    expect(() => jit(f, { device: 'tpu' })).toThrow(DeviceError)
    expect(() => setDefaultDevice('tpu')).toThrow(DeviceError)
  })

  it('share a storage without moving anything', () => {
    expect(device('wasm').storage).toBe(device('ndarray').storage)
    expect(nameOf(devicePut(x, 'ndarray').add(1))).toBe('ndarray')
  })
})

describe('a tensor that was placed', () => {
  it('has what is computed from it beside it', async () => {
    const placed = devicePut(x, toy)
    for (const y of [
      placed.add(1),
      np.add(1, placed),
      placed.add(x),
      x.add(placed),
      np.where(placed.gt(1), 0, placed),
      np.concatenate([x, placed]),
      placed.get(0),
      placed.get(np.array(1, { dtype: 'int32' })),
      placed.get(':2'),
      placed.at(0).set(5),
      np.sort(placed),
      np.matmul(placed, x),
      np.array([placed, x]),
      np.stack([x, placed]),
      grad(f)(placed),
      vmap((t: Tensor) => t.mul(x.get(0)))(placed),
      jit(f)(placed),
      jit((t: Tensor, u: Tensor) => t.mul(u))(x, placed),
      lax.scan((c: Tensor, t: Tensor) => [c.add(t), c], np.array(0), placed)[0],
      lax.foriLoop(0, 3, (_, c: Tensor) => c.mul(2), placed),
      lax.whileLoop(
        (c: Tensor) => c.sum().lt(20),
        (c: Tensor) => c.mul(2),
        placed,
      ),
      lax.cond(placed.get(0).gt(0), np.sin, np.cos, placed),
      placed.astype('int32'),
      np.copy(placed),
    ]) {
      expect(nameOf(y)).toBe('toy')
      expect(y.device).toBe(toy)
    }
    expect(await placed.add(1).toArrayAsync()).toEqual([2, 3, 4])
    expect(await grad(f)(placed).toArrayAsync()).toEqual(grad(f)(x).toArray())
    expect(await lax.foriLoop(0, 3, (_, c: Tensor) => c.mul(2), placed).toArrayAsync()).toEqual([
      8, 16, 24,
    ])
  })

  it('meets none that was placed elsewhere', () => {
    const [here, there] = [devicePut(x, toy), devicePut(x, other)]
    expect(() => here.add(there)).toThrow(
      'add: expected tensors that were placed on one device, got f32[3] on toy and f32[3] on other; move one of ' +
        'them with devicePut',
    )
    for (const meet of [
      () => np.concatenate([here, x, there]),
      () => np.matmul(here, there),
      () => jit((a: Tensor, b: Tensor) => a.mul(b))(here, there),
      () => grad((a: Tensor) => a.mul(there).sum())(here),
      () => here.add(devicePut(1, 'ndarray')),
      () => lax.scan((c: Tensor, t: Tensor) => [c.add(t), c], there.get(0), here),
    ])
      expect(meet).toThrow(DeviceError)
  })

  it('is read asynchronously where it must be', async () => {
    const placed = devicePut(x, toy)
    for (const read of [
      () => placed.data(),
      () => placed.toArray(),
      () => placed.get(0).item(),
      () => placed.ndarray(),
      () => JSON.stringify(placed),
      () => String(placed),
      () => Number(placed.sum()),
      () => devicePut(placed, other),
      () => np.nonzero(placed),
    ])
      expect(read).toThrow(/on toy; write await x.readAsync\(\) or await x.toArrayAsync\(\)/)
    expect(await placed.ready()).toBe(placed)
    expect([...(await placed.readAsync())]).toEqual([1, 2, 3])
    expect(await placed.sum().toArrayAsync()).toBe(6)
    expect(devicePut(devicePut(x, other), 'wasm').toArray()).toEqual([1, 2, 3])
    expect(devicePut(x, other).toArray()).toEqual([1, 2, 3])
  })

  it('is on none while a function is traced', () => {
    expect(() => jit((t: Tensor) => (nameOf(t) === 'toy' ? t : t.add(1)))(x)).toThrow(TracerError)
    expect(nameOf(jit((t: Tensor) => devicePut(t, 'ndarray').add(1))(devicePut(x, other)))).toBe(
      'other',
    )
  })

  it('keeps its derivative where it is moved', async () => {
    const moved = (t: Tensor): Tensor => np.sin(devicePut(t, other)).sum()
    expect(nameOf(moved(x))).toBe('other')
    expect(grad(moved)(x).toArray()).toEqual(np.cos(x).toArray())
    expect(grad(grad(moved))(np.array(1)).item()).toBeCloseTo(-Math.sin(1), 6)
    expect(vmap(moved)(x).toArray()).toEqual(np.sin(x).toArray())
  })

  it('has a dtype that its device has', () => {
    expect(() => devicePut(x.astype('float64'), half)).toThrow(
      'devicePut: expected one of the dtypes of half, float32, int32, got f64[3]; convert with astype',
    )
    expect(() => np.where(np.array([true, false, true]), devicePut(x, half), 0)).toThrow(
      DeviceError,
    )
  })
})

describe('tensors that nobody placed', () => {
  it('go where work is done', async () => {
    const here = withDevice(toy, () => x.add(1))
    expect(nameOf(here)).toBe('toy')
    expect(await here.toArrayAsync()).toEqual([2, 3, 4])
    // It cannot be moved at once, so work goes where it is.
    expect(nameOf(here.mul(2))).toBe('toy')
    expect(nameOf(withDevice(other, () => np.ones([2])).add(1))).toBe('wasm')
    setDefaultDevice(other)
    expect(nameOf(np.ones([2]))).toBe('other')
    expect(nameOf(x.add(1))).toBe('other')
    expect(nameOf(random.normal(random.key(0)))).toBe('other')
  })

  it('are moved by jit that has a device', async () => {
    const there = jit(f, { device: toy })
    expect(nameOf(there(x))).toBe('toy')
    expect(nameOf(there(devicePut(x, other)))).toBe('toy')
    expect(() => there(x).add(devicePut(x, other))).toThrow(DeviceError)
    expect(await there(x).toArrayAsync()).toBe(f(x).item())
    expect(nameOf(grad(there)(x))).toBe('toy')
    expect(nameOf(vmap(jit((t: Tensor) => t.mul(2), { device: toy }))(x))).toBe('toy')
    expect(nameOf(jit((t: Tensor) => there(t))(x))).toBe('wasm')
  })

  it('have another default only while a function runs', () => {
    expect(() =>
      withDevice(toy, () => {
        throw new Error('early')
      }),
    ).toThrow('early')
    expect(nameOf(np.ones([1]))).toBe('wasm')
    expect(() => withDevice(toy, async () => np.ones([1]))).toThrow(/an asynchronous one/)
  })
})

describe('tracing and compiling', () => {
  it('read no device', () => {
    setDefaultDevice(toy)
    const [y, constant, index] = [np.array([1, 2, 3]), np.array(2), np.array(1)]
    const before = asked.reads
    const traced = jit((t: Tensor) => {
      const scaled = t.mul(constant).add(3).get(index.astype('int32'))
      return lax.foriLoop(0, 3, (i, c: Tensor) => c.add(i.astype('float32')), scaled)
    })
    traced.lower(y).toString()
    traced(y)
    grad((t: Tensor) => traced(t).sum())(y)
    expect(asked.reads).toBe(before)
  })
})
