/** `minimax assign`: writes the pack that students get, which has neither solutions nor hidden checks. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What stays with the instructor: solutions, hidden checks, and the tests that are made of them. */
const kept = ['solutions/', 'tests/checks/hidden/', 'tests/checks-spec/', 'tests/grader/', 'tests/labs/', 'bench/lab03.ts', '.ci/', '.github/'];

export function register(program: Command): void {
  program.command('assign')
    .description('write the pack for students: this package without solutions and hidden checks, with the same two commands')
    .requiredOption('--out <dir>', 'a new or empty folder')
    .action(({ out }: { out: string }) => {
      const target = resolve(out);
      if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${out} is not empty: name a new folder, so that nothing of yours is mixed into the pack.`);
      const files = packFiles();
      for (const file of files) {
        mkdirSync(dirname(join(target, file)), { recursive: true });
        copyFileSync(join(root, file), join(target, file));
      }
      console.log(`${files.length} files written to ${out}. Students run \`npm start\` there.`);
    });
}

/** Paths of the package's files that students may have, relative to its folder. */
function packFiles(): string[] {
  const files = sourceFiles().filter((file) => !kept.some((path) => file === path || (path.endsWith('/') && file.startsWith(path))));
  // Links could lead to what stays here.
  return files.filter((file) => existsSync(join(root, file)) && lstatSync(join(root, file)).isFile());
}

/** Files under version control; without git, all but what was installed or built. */
function sourceFiles(): string[] {
  if (existsSync(join(root, '.git'))) {
    return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\0').filter(Boolean);
  }
  const skipped = new Set(['node_modules', 'dist', '.git']);
  const below = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    skipped.has(entry.name) ? [] : entry.isDirectory() ? below(join(folder, entry.name)) : [relative(root, join(folder, entry.name)).replaceAll('\\', '/')]);
  return below(root);
}
