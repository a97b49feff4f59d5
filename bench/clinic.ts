/**
 * How often is the doctor of Lab 15 right? It watches trainings that were broken on purpose, and healthy ones, and names the cause.
 *
 *     npm run bench:clinic                            the unseen set: 30 broken runs and 8 healthy ones, a few minutes on two cores
 *     npm run bench:clinic -- --set development       those by which its thresholds were set
 *     npm run bench:clinic -- --only saturating       some
 */
import { parseArgs } from 'node:util';
import { loadDataset } from '../datasets/index.js';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { examine, loadData } from './clinic/examine.js';
import { development } from './clinic/development.js';
import { unseen } from './clinic/unseen.js';

const sets = { development, unseen };
const { values: args } = parseArgs({ options: { set: { type: 'string', default: 'unseen' }, only: { type: 'string', default: '' } } });
if (!Object.hasOwn(sets, args.set)) throw new Error(`there is no set ${args.set}: ${Object.keys(sets).join(', ')}.`);

await useBackend('simd');
const data = await loadData(loadDataset);
const chosen = sets[args.set as keyof typeof sets].filter(({ cause, how }) => `${cause} ${how}`.includes(args.only));
const right = { broken: 0, healthy: 0 };
for (const each of chosen) {
  const { verdict, findings } = await examine(each, data);
  const isRight = verdict === each.cause;
  if (isRight) right[each.cause === 'healthy' ? 'healthy' : 'broken']++;
  console.log(`${isRight ? 'right' : 'WRONG'}  ${each.cause.padEnd(20)} ${each.data.padEnd(6)} ${each.how.padEnd(50)} ${isRight ? '' : `named: ${verdict}`}${findings.slice(isRight ? 0 : 0, 1).map(({ evidence }) => ` ${evidence.en}`).join('')}${findings.length > 1 ? ` (also: ${findings.slice(1).map(({ cause }) => cause).join(', ')})` : ''}`);
}
const healthy = chosen.filter(({ cause }) => cause === 'healthy').length;
console.log(`\nright cause: ${right.broken} of ${chosen.length - healthy} broken runs; named healthy: ${right.healthy} of ${healthy} healthy runs`);
