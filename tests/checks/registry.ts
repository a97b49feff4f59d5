/** Which labs have checks, and where: modules are loaded when they are needed. The hidden ones are absent from a student's pack. */
import type { Check, Visibility } from './check.js';

export const labs = ['lab01-generator', 'lab02-discriminator', 'lab03-dcgan', 'lab04-cyclegan'] as const;
export type Lab = (typeof labs)[number];

export function isLab(name: string): name is Lab {
  return (labs as readonly string[]).includes(name);
}

/** A lab's checks in the order of its tasks. */
export async function loadChecks(lab: Lab, visibility: Visibility): Promise<readonly Check[]> {
  const { checks } = (await import(`./${visibility}/${lab}.js`)) as { checks: readonly Check[] };
  return checks;
}
