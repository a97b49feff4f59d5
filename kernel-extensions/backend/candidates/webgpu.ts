/**
 * A GPU of any vendor through WebGPU: npm `webgpu` (Google's Dawn, prebuilt for Linux, macOS and
 * Windows) below @tensorflow/tfjs-backend-webgpu. Both are optional packages.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../candidate.js';
import { findPackage } from '../packages.js';
import { provideSynchronousReads, watchMappings } from './webgpu-reading.js';
import type { GpuClasses } from './webgpu-reading.js';

const packageNames = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const;
const installCommand = `npm install --no-save webgpu @tensorflow/tfjs-backend-webgpu@${tf.version_core}`;

/** What this file uses of npm `webgpu`. */
interface Dawn {
  /** Dawn's `GPU` object; its process stays alive while the object is reachable. */
  create(options: string[]): { requestAdapter(): Promise<object | null> };
  /** The classes of the WebGPU standard (`GPUBufferUsage`, …). */
  globals: GpuClasses;
}

export const webgpu: Candidate = {
  name: 'webgpu',
  title: 'a GPU, through WebGPU',
  probe() {
    const missing = packageNames.filter((name) => !findPackage(name));
    return missing.length > 0
      ? { usable: false, reason: `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not installed`, remedy: installCommand }
      : { usable: true, reason: `${packageNames.join(' and ')} are installed` };
  },
  startRemedy: process.platform === 'linux' ? 'install a Vulkan driver: sudo apt install mesa-vulkan-drivers' : 'install the newest driver of the graphics card',
  async activate() {
    const [dawnPackage, backendPackage] = packageNames.map((name) => findPackage(name));
    if (!dawnPackage || !backendPackage) throw new Error(`${packageNames.join(' and ')} are needed`);
    if ('webgpu' in tf.engine().registry) return void await tf.setBackend('webgpu');
    const dawn = await dawnPackage.load() as unknown as Dawn;
    Object.assign(globalThis, dawn.globals);
    const gpu = dawn.create([]);
    if (!(await gpu.requestAdapter())) {
      throw new Error('no GPU driver was found (Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows)');
    }
    provideNavigatorGpu(gpu);
    await backendPackage.load();
    watchMappings(dawn.globals);
    if (!(await tf.setBackend('webgpu'))) throw new Error('the GPU was found, but its tfjs backend did not start');
    await nextTurn(); // after which nothing of the start asks for turns unwatched
    provideSynchronousReads(dawn.globals);
  },
};

/** tfjs looks for `navigator.gpu`. Node 20 has no `navigator`; later ones have it without `gpu`. */
function provideNavigatorGpu(gpu: object): void {
  const holder = globalThis as { navigator?: object };
  if (!holder.navigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true, writable: true });
  Object.defineProperty(holder.navigator!, 'gpu', { value: gpu, configurable: true });
  process.once('exit', () => Reflect.deleteProperty(holder.navigator!, 'gpu'));
}
