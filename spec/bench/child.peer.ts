import { servePeer } from '../../bench/support/peer.ts'

const fail = () => {
  throw new Error('no value here')
}

console.log('a line that is no reply')
await servePeer({
  twice: { batch: (calls) => calls * 2, value: () => [1, 2] },
  bad: { batch: fail, value: fail },
})
