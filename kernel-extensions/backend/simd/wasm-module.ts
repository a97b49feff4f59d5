/**
 * The WebAssembly side: which of the two binaries this engine can run, and an instance of it on a
 * shared memory. One instance a thread; all share the module and the memory. No tfjs here.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** A kernel of assembly/: numbers in (addresses in bytes, sizes in elements), nothing or a number out. */
export type WasmFunction = (...args: number[]) => number;
export type WasmExports = Record<string, WasmFunction>;

/** WebAssembly's 32-bit addresses end here: 65,536 pages of 64 KiB. */
export const MAX_PAGES = 65_536;
export const PAGE_BYTES = 65_536;

const emptyModule = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** (func (result v128) body) as a whole module: does the engine know the instructions of `body`? */
const knows = (body: number[]) => WebAssembly.validate(new Uint8Array([
  ...emptyModule, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b,
]));
const splatZero = [0x41, 0, 0xfd, 0x0f]; // i32.const 0, i8x16.splat
const relaxedMadd = [...splatZero, ...splatZero, ...splatZero, 0xfd, 0x85, 0x02];

export const hasSimd = (): boolean => knows(splatZero);

/** Whether the engine has relaxed SIMD: V8 from 11.4 on, and that of Node 20 (11.3) once its flag is set. */
export function hasRelaxedSimd(): boolean {
  if (knows(relaxedMadd)) return true;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return knows(relaxedMadd);
}

/** Whether a memory of the full size can be reserved. Asked once: each one stays reserved for a while. */
let reservable: boolean | undefined;

function canReserveMemory(): boolean {
  try {
    reservable ??= new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true }) !== undefined;
  } catch {
    reservable = false;
  }
  return reservable;
}

/** Why the kernels cannot run here, and what mends it where something does; undefined where they can. */
export function whyUnsupported(): { reason: string; remedy?: string } | undefined {
  if (typeof WebAssembly === 'undefined') return { reason: 'this JavaScript engine has no WebAssembly' };
  if (!hasSimd()) return { reason: 'this processor or JavaScript engine has no WebAssembly SIMD' };
  if (typeof SharedArrayBuffer === 'undefined') return { reason: 'this JavaScript engine has no shared memory' };
  if (!canReserveMemory()) {
    return { reason: 'the address space of this process is limited, and WebAssembly reserves 10 GiB of it', remedy: 'ulimit -v unlimited' };
  }
  return undefined;
}

/** Compiles the better binary that this engine knows. Throws when the build step `wasm` has not run. */
export function compileKernels(relaxed = hasRelaxedSimd()): WebAssembly.Module {
  const file = new URL(relaxed ? 'kernels-relaxed.wasm' : 'kernels.wasm', import.meta.url);
  return new WebAssembly.Module(readFileSync(file));
}

/** An instance of the kernels that works on `memory`. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmExports {
  const abort = () => { throw new Error('A WebAssembly kernel stopped itself.'); };
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as WasmExports;
}
