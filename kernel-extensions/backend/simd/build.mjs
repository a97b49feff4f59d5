// Compiles assembly/ to two WebAssembly binaries beside the backend's JavaScript: `kernels.wasm`
// (SIMD) and `kernels-relaxed.wasm` (relaxed SIMD: fused multiply-add). See wasm-module.ts for the choice.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

const common = [
  'assembly/index.ts',
  '--optimizeLevel', '3', '--noAssert', '--uncheckedBehavior', 'always', '--runtime', 'stub',
  '--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536',
  '--enable', 'simd', '--enable', 'threads',
];

/** @param {string} outDir the folder that takes the binaries */
export async function build(outDir) {
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(outDir, { recursive: true });
  for (const [file, features] of [['kernels.wasm', []], ['kernels-relaxed.wasm', ['--enable', 'relaxed-simd']]]) {
    let binary;
    const { error, stderr } = await asc.main(
      [...common, ...features, '--baseDir', here, '--outFile', file],
      { writeFile: (name, contents) => { if (name === file) binary = contents; } },
    );
    if (error || binary === undefined) throw new Error(`AssemblyScript: ${error?.message ?? 'no output'}\n${stderr}`);
    const temporary = join(outDir, `${file}.${process.pid}.tmp`);
    writeFileSync(temporary, binary);
    renameSync(temporary, join(outDir, file));
  }
}
