/** `minimax assign`: writes the pack that students get, which has neither solutions nor hidden checks, and packages for Gradescope and nbgrader. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { gradescopePackage } from '../../grader/gradescope-package.js';
import { withChecksums } from '../../grader/nbgrader.js';
import { buildLab, labNames } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import { languages } from '../../labs/authoring/percent.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What stays with the instructor: solutions, hidden checks, and the tests that are made of them. */
const kept = [
  'solutions/', 'tests/checks/hidden/', 'tests/checks-spec/', 'tests/grader/', 'tests/labs/', 'bench/lab03.ts', 'bench/pretrain.ts', '.ci/', '.github/',
  'docs/pictures.ts', 'docs/gallery.ts', 'tests/cli/course.test.ts', 'tests/kernel/emit-only.test.ts', 'tests/kernel/jupyter/solved-labs.test.ts', 'tests/kernel/jupyter/tslab.test.ts',
  'tests/notebook-app/accessibility.test.ts', 'tests/notebook-app/journey.test.ts', 'tests/notebook-app/lab01-in-browser.test.ts', 'tests/notebook-app/start-page.test.ts',
  'tests/setup/docs.test.ts',
];
/** Commands of package.json that need what is kept. */
const isKept = (name: string, command: string): boolean => name === 'labs' || kept.some((path) => command.includes(`/${path.replace(/\.ts$/, '.js')}`));

export function register(program: Command): void {
  program.command('assign')
    .description('write what students get: this package without solutions and hidden checks, with the same two commands; or packages for other systems')
    .option('--out <dir>', 'a new or empty folder for the pack')
    .option('--gradescope <file>', 'write an autograder for Gradescope: a zip with the hidden checks, to be uploaded there')
    .option('--nbgrader <dir>', "write the labs as nbgrader releases them: release/LAB/LAB.ipynb for each language, with nbgrader's checksums")
    .action(({ out, gradescope, nbgrader }: { out?: string; gradescope?: string; nbgrader?: string }) => {
      if (out === undefined && gradescope === undefined && nbgrader === undefined) throw new Error('say what to write: --out DIR for the students\' pack, --gradescope FILE, or --nbgrader DIR.');
      if (out !== undefined) writePack(out);
      if (gradescope !== undefined) writeGradescope(gradescope);
      if (nbgrader !== undefined) writeNbgrader(nbgrader);
    });
}

function writePack(out: string): void {
  const target = resolve(out);
  if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${out} is not empty: name a new folder, so that nothing of yours is mixed into the pack.`);
  const files = packFiles();
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(root, file), join(target, file));
  }
  const readme = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
  writeFileSync(join(target, 'README.md'), readme.filter((line) => !kept.some((path) => line.includes(`](${path.replace(/\/$/, '')})`))).join('\n'));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const scripts = Object.fromEntries(Object.entries(manifest.scripts).filter(([name, command]) => !isKept(name, command)));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ ...manifest, scripts }, null, 2)}\n`);
  // For a student who starts over: there is no source to build a lab from.
  for (const language of languages) {
    mkdirSync(join(target, 'labs', 'originals', language), { recursive: true });
    for (const lab of labNames()) writeFileSync(join(target, 'labs', 'originals', language, `${lab}.ipynb`), serialize(buildLab(lab, language, 'student')));
  }
  console.log(`${files.length} files written to ${out}. Students run \`npm start\` there.`);
}

function writeGradescope(path: string): void {
  const course = regularFiles(sourceFiles()).map((file) => ({ path: file, content: readFileSync(join(root, file)) }));
  writeFileSync(path, gradescopePackage(course, process.env.MINIMAX_COURSE_SECRET || randomBytes(32).toString('hex')), { mode: 0o600 });
  console.log(`${path} written. It holds solutions, hidden checks and the course secret: upload it to Gradescope, and give it to nobody.`);
}

function writeNbgrader(folder: string): void {
  for (const language of languages) {
    for (const lab of labNames()) {
      const path = join(folder, language, 'release', lab, `${lab}.ipynb`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, serialize(withChecksums(buildLab(lab, language, 'student'))));
    }
  }
  console.log(`${labNames().length} labs written to ${folder}, a folder for each language.`);
}

/** Paths of the package's files that students may have, relative to its folder. */
function packFiles(): string[] {
  return regularFiles(sourceFiles().filter((file) => !kept.some((path) => file === path || (path.endsWith('/') && file.startsWith(path)))));
}

/** Links could lead to what stays here. */
function regularFiles(files: readonly string[]): string[] {
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
