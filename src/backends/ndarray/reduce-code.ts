import type { DataArray, DType } from '../../core/dtype.ts'
import type { ReduceOp } from '../../core/kernel.ts'
import { combiner, reductionIdentity } from '../../core/reduction.ts'
import { printBinary, printConstant } from './scalar-ops.ts'
import { integers, specialize } from './specialize.ts'

/** Columns that are reduced at a time, so that their accumulators stay in the cache. */
export const columnChunk = 512

/**
 * Reduces, for each position `kept[i]`, the `n` elements at stride `s` from each of `kept[i] + outer[j]`,
 * and writes `out[o + i]`.
 */
type ReduceInner = (
  out: DataArray,
  o: number,
  a: DataArray,
  kept: Int32Array,
  outer: Int32Array,
  s: number,
  n: number,
  scale: number,
) => void

/**
 * Reduces, for each position `kept[i]` and each of `columns` columns at stride `c`, the `n` rows at
 * stride `s` from each of `kept[i] + outer[j]`, and writes `out[o + i * columns + column]`. `scratch`
 * holds rows of `columnChunk` accumulators, one for each level of halving.
 */
type ReduceRows = (
  out: DataArray,
  o: number,
  a: DataArray,
  kept: Int32Array,
  outer: Int32Array,
  s: number,
  n: number,
  c: number,
  columns: number,
  scale: number,
  scratch: Float64Array,
) => void

export interface Reducer {
  readonly inner: ReduceInner
  readonly rows: ReduceRows
}

/** Elements, rows and places up to which sums are not halved. */
export const innerBlock = 256
export const rowBlock = 64
export const outerBlock = 8

/**
 * Code for one operation and dtype. Sums are formed by halving down to blocks, so that the error grows
 * with the logarithm of the count; floats accumulate in doubles.
 */
export const makeReducer = (op: ReduceOp, dtype: DType): Reducer => {
  const join = (x: string, y: string): string => printBinary(combiner(op), dtype, x, y)
  const start = printConstant(reductionIdentity(op, dtype), dtype)
  const scaled = (x: string): string =>
    op !== 'sum' || dtype === 'bool' ? x : printBinary('mul', dtype, x, 'scale')
  const suffix = `${op}_${dtype}`
  const foldInner = `
    function fold(a,p,s,n){
      if(n>${innerBlock}){
        var h=(n>>1)&-4,x=fold(a,p,s,h),y=fold(a,p+h*s,s,n-h)
        return ${join('x', 'y')}
      }
      var r=${start},i=0,v
      if(n>=8){
        var q=${start},t=${start},u=${start}
        for(;i<n-3;i+=4){
          v=a[p];r=${join('r', 'v')};p+=s
          v=a[p];q=${join('q', 'v')};p+=s
          v=a[p];t=${join('t', 'v')};p+=s
          v=a[p];u=${join('u', 'v')};p+=s
        }
        r=${join('r', 'q')};t=${join('t', 'u')};r=${join('r', 't')}
      }
      for(;i<n;++i){v=a[p];r=${join('r', 'v')};p+=s}
      return r
    }
    function foldOuter(a,p,outer,from,to,s,n){
      if(to-from>${outerBlock}){
        var h=(from+to)>>1,x=foldOuter(a,p,outer,from,h,s,n),y=foldOuter(a,p,outer,h,to,s,n)
        return ${join('x', 'y')}
      }
      var r=${start},v
      for(var j=from;j<to;++j){v=fold(a,p+outer[j],s,n);r=${join('r', 'v')}}
      return r
    }`
  const inner = `
    ${integers('o', 's', 'n')}
    var m=outer.length,r
    for(var i=0;i<kept.length;++i){
      r=m===1?fold(a,kept[i]+outer[0],s,n):foldOuter(a,kept[i],outer,0,m,s,n)
      out[o+i]=${scaled('r')}
    }`
  const foldRows = `
    function merge(scratch,width,at){
      var x,y
      for(var k=at;k<at+width;++k){
        x=scratch[k];y=scratch[k+${columnChunk}];scratch[k]=${join('x', 'y')}
      }
    }
    function fold(scratch,a,p,s,n,c,width,at){
      if(n>${rowBlock}){
        var h=n>>1
        fold(scratch,a,p,s,h,c,width,at)
        fold(scratch,a,p+h*s,s,n-h,c,width,at+${columnChunk})
        merge(scratch,width,at)
        return
      }
      var k,e=at+width,x,y,z,i=0,f,g
      for(k=at;k<e;++k)scratch[k]=${start}
      for(;i<n-1;i+=2){
        f=p+i*s;g=f+s
        for(k=at;k<e;++k){
          x=a[f];y=a[g];z=scratch[k]
          z=${join('z', 'x')}
          scratch[k]=${join('z', 'y')}
          f+=c;g+=c
        }
      }
      if(i<n){
        f=p+i*s
        for(k=at;k<e;++k){x=a[f];z=scratch[k];scratch[k]=${join('z', 'x')};f+=c}
      }
    }
    function foldOuter(scratch,a,p,outer,from,to,s,n,c,width,at){
      if(to-from===1){fold(scratch,a,p+outer[from],s,n,c,width,at);return}
      var h=(from+to)>>1
      foldOuter(scratch,a,p,outer,from,h,s,n,c,width,at)
      foldOuter(scratch,a,p,outer,h,to,s,n,c,width,at+${columnChunk})
      merge(scratch,width,at)
    }`
  const rows = `
    ${integers('o', 's', 'n', 'c', 'columns')}
    for(var i=0;i<kept.length;++i)
      for(var b=0;b<columns;b+=${columnChunk}){
        var width=columns-b<${columnChunk}?columns-b:${columnChunk}
        foldOuter(scratch,a,kept[i]+b*c,outer,0,outer.length,s,n,c,width,0)
        for(var k=0;k<width;++k,++o){var r=scratch[k];out[o]=${scaled('r')}}
      }`
  return {
    inner: specialize(`reduce_${suffix}`, 'out,o,a,kept,outer,s,n,scale', inner, foldInner),
    rows: specialize(
      `reduceRows_${suffix}`,
      'out,o,a,kept,outer,s,n,c,columns,scale,scratch',
      rows,
      foldRows,
    ),
  }
}
