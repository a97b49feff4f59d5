/**
 * npm packages that the project does not depend on and some tests need: backends of tfjs. They are looked for in the
 * folder MINIMAX_TEST_PACKAGES, where .ci/run installs them, apart from the project as in a student's own folder; and
 * like `useBackend` looks for them.
 */
import { existsSync } from 'node:fs';
import { tensorflow } from '../../kernel-extensions/backend/candidates/tensorflow.js';
import { findPackage } from '../../kernel-extensions/backend/packages.js';

/** The working folder of child processes that use such packages. */
export const packagesFolder = process.env.MINIMAX_TEST_PACKAGES || process.cwd();

/** Leaves the test out where one of `names` is not installed, and says what lets it run. */
export function needPackages(test: Mocha.Context, ...names: string[]): void {
  const missing = names.filter((name) => !findPackage(name, packagesFolder));
  if (missing.length > 0) leaveOut(test, `npm install --no-save ${missing.join(' ')}`);
}

/** What lets a process find the Vulkan driver and loader of Debian's chromium, which need no GPU; nothing where there is none. */
const chromium = '/usr/lib/chromium';
const driver = `${chromium}/vk_swiftshader_icd.json`;
export const softwareVulkan: Record<string, string> = existsSync(driver) ? { LD_LIBRARY_PATH: chromium, VK_DRIVER_FILES: driver } : {};

/** Leaves the test out where `webgpu` or a driver for it is missing. */
export function needWebGpu(test: Mocha.Context): void {
  needPackages(test, 'webgpu', '@tensorflow/tfjs-backend-webgpu');
  if (process.platform === 'linux' && !existsSync(driver)) leaveOut(test, 'apt install chromium');
}

/** Leaves the test out where no TensorFlow is installed with its native library. */
export function needTensorFlow(test: Mocha.Context): void {
  const { usable, remedy } = tensorflow.probe(packagesFolder);
  if (!usable) leaveOut(test, remedy!);
}

function leaveOut(test: Mocha.Context, remedy: string): never {
  test.test!.title += ` (left out; ${remedy})`;
  return test.skip();
}
