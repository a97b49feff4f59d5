/** `minimax merge`: makes one gradebook of the parts that `minimax grade --shard` has graded. */
import type { Command } from 'commander';
import { mergeJournals } from '../../grader/index.js';
import { policyOf, remarks, withReportOptions, type ReportOptions } from './arguments.js';

export function register(program: Command): void {
  withReportOptions(program.command('merge')
    .description('write the reports of all parts of a class that were graded apart')
    .argument('<folders...>', 'the folders given as --out to `minimax grade --shard`')
    .requiredOption('--out <dir>', 'folder for the reports'))
    .action(async (folders: string[], options: ReportOptions & { out: string }) => {
      const policy = policyOf(options);
      const { results, written } = await mergeJournals(folders, { ...options, policy });
      console.log(`${results.length} notebooks`);
      for (const path of written) console.log(`  ${path}`);
      for (const remark of remarks(results, policy)) console.log(remark);
    });
}
