// What an LSTM cell does with its gates, forwards and backwards (S. Hochreiter and J. Schmidhuber 1997; F. Gers et al. 2000).
// Rows are elements of the batch; a row of z has the sums that the gates i, f, g and o are functions of, `units` of each.
import { sigmoid, tanh } from './math';

/** A gate's value: the sigmoid, or Keras' line between 0 and 1 that stands for it. */
// @ts-ignore: decorator
@inline
function gate(z: v128, hard: bool): v128 {
  if (!hard) return sigmoid(z);
  const line = f32x4.add(f32x4.mul(z, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.pmin(f32x4.pmax(line, f32x4.splat(0)), f32x4.splat(1));
}

/** The derivative of `gate`, whose value is y. */
// @ts-ignore: decorator
@inline
function slope(z: v128, y: v128, hard: bool): v128 {
  if (!hard) return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
  const line = f32x4.add(f32x4.mul(z, f32x4.splat(0.2)), f32x4.splat(0.5));
  const within = v128.and(f32x4.ge(line, f32x4.splat(0)), f32x4.le(line, f32x4.splat(1)));
  return v128.and(within, f32x4.splat(0.2));
}

/** Four elements, or one in every lane. */
// @ts-ignore: decorator
@inline
function read(at: usize, single: bool): v128 {
  return single ? v128.load_splat<f32>(at) : v128.load(at);
}

// @ts-ignore: decorator
@inline
function write(at: usize, x: v128, single: bool): void {
  if (single) v128.store_lane<f32>(at, x, 0);
  else v128.store(at, x);
}

/** Of one place of a row, which `z` has the sum of gate i of; those of the other gates follow at `gateBytes`. */
// @ts-ignore: decorator
@inline
function forward(z: usize, gateBytes: usize, c: usize, h: usize, next: usize, hard: bool, single: bool): void {
  const i = gate(read(z, single), hard);
  const f = gate(read(z + gateBytes, single), hard);
  const g = tanh(read(z + 2 * gateBytes, single));
  const o = gate(read(z + 3 * gateBytes, single), hard);
  const state = f32x4.add(f32x4.mul(f, read(c, single)), f32x4.mul(i, g));
  write(next, state, single);
  write(h, f32x4.mul(o, tanh(state)), single);
}

/** next = f·c + i·g, h = o·tanh(next). begin … end counts rows. */
export function lstmGates(z: usize, c: usize, h: usize, next: usize, units: i32, hard: bool, begin: i32, end: i32): void {
  const gateBytes = <usize>units << 2;
  const vectors = gateBytes & ~15;
  for (let row = begin; row < end; row++) {
    const first = <usize>row * gateBytes;
    let at = first;
    for (; at < first + vectors; at += 16) forward(z + 3 * first + at, gateBytes, c + at, h + at, next + at, hard, false);
    for (; at < first + gateBytes; at += 4) forward(z + 3 * first + at, gateBytes, c + at, h + at, next + at, hard, true);
  }
}

// @ts-ignore: decorator
@inline
function backward(
  z: usize, gateBytes: usize, c: usize, next: usize, dh: usize, dnext: usize, dz: usize, dc: usize, hard: bool, single: bool,
): void {
  const one = f32x4.splat(1);
  const zi = read(z, single);
  const zf = read(z + gateBytes, single);
  const zo = read(z + 3 * gateBytes, single);
  const i = gate(zi, hard);
  const f = gate(zf, hard);
  const g = tanh(read(z + 2 * gateBytes, single));
  const o = gate(zo, hard);
  const bounded = tanh(read(next, single));
  const ofH = read(dh, single);
  const ofState = f32x4.add(read(dnext, single), f32x4.mul(f32x4.mul(ofH, o), f32x4.sub(one, f32x4.mul(bounded, bounded))));
  write(dz, f32x4.mul(f32x4.mul(ofState, g), slope(zi, i, hard)), single);
  write(dz + gateBytes, f32x4.mul(f32x4.mul(ofState, read(c, single)), slope(zf, f, hard)), single);
  write(dz + 2 * gateBytes, f32x4.mul(f32x4.mul(ofState, i), f32x4.sub(one, f32x4.mul(g, g))), single);
  write(dz + 3 * gateBytes, f32x4.mul(f32x4.mul(ofH, bounded), slope(zo, o, hard)), single);
  write(dc, f32x4.mul(ofState, f), single);
}

/** The gradients of z and c from those of h and next. begin … end counts rows. */
export function lstmGatesGradient(
  z: usize, c: usize, next: usize, dh: usize, dnext: usize, dz: usize, dc: usize, units: i32, hard: bool, begin: i32, end: i32,
): void {
  const gateBytes = <usize>units << 2;
  const vectors = gateBytes & ~15;
  for (let row = begin; row < end; row++) {
    const first = <usize>row * gateBytes;
    let at = first;
    for (; at < first + vectors; at += 16) backward(z + 3 * first + at, gateBytes, c + at, next + at, dh + at, dnext + at, dz + 3 * first + at, dc + at, hard, false);
    for (; at < first + gateBytes; at += 4) backward(z + 3 * first + at, gateBytes, c + at, next + at, dh + at, dnext + at, dz + 3 * first + at, dc + at, hard, true);
  }
}
