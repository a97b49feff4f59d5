/** `minimax collect`: makes a class that can be graded of what a learning platform lets an instructor download. */
import type { Command } from 'commander';
import { collect } from '../../grader/index.js';

export function register(program: Command): void {
  program.command('collect')
    .description('take the notebooks out of what Moodle, Canvas, Gradescope or nbgrader let you download, one folder a student')
    .argument('<downloads...>', 'zip archives, or folders')
    .requiredOption('--out <dir>', 'folder for the class: then `minimax grade` it. Collect into it again when more has been handed in')
    .action(async (downloads: string[], { out }: { out: string }) => {
      const { added, changed, same, students, without, refused } = await collect(downloads, out);
      console.log(`${added.length + changed.length + same.length} notebooks of ${students} students in ${out}: ${added.length} new, ${changed.length} changed, ${same.length} as before`);
      if (without.length > 0) console.log(`No notebook from: ${without.join(', ')}`);
      for (const { path, why } of refused) console.log(`Left out: ${path} (${why})`);
    });
}
