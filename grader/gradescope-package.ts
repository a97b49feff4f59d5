/**
 * An autograder for Gradescope as the zip that it takes: `setup.sh` runs once when the image is
 * built, `run_autograder` for each submission (gradescope-autograders.readthedocs.io).
 */
import { zip, type ZipFile } from './zip.js';

const nodeVersion = '20.20.2';

const setup = `#!/usr/bin/env bash
# Run once by Gradescope, as root, when the image is built.
set -euo pipefail
apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl xz-utils util-linux bubblewrap
curl -fsSL https://nodejs.org/dist/v${nodeVersion}/node-v${nodeVersion}-linux-x64.tar.xz | tar -xJ --strip-components=1 -C /usr/local
cd /autograder/source/course
npm ci --no-audit --no-fund
node cli/setup/build.mjs --only js
node cli/setup/build.mjs --only wasm
`;

const run = `#!/usr/bin/env bash
# Run by Gradescope for each submission. Grades what lies in submission/ beside this file into results/results.json.
set -uo pipefail
root=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$root/results" && chmod 700 "$root/results"
chmod 600 "$root/source/course-secret"
MINIMAX_COURSE_SECRET=$(cat "$root/source/course-secret"); export MINIMAX_COURSE_SECRET
out=$(mktemp -d)
# Gradescope's containers rarely allow namespaces; there, another user runs the student's code.
for tier in auto user; do
  message=$(node "$root/source/course/cli/minimax.mjs" grade "$root/submission" --out "$out" --formats gradescope --isolation "$tier" 2>&1)
  result=$(find "$out/gradescope" -name '*.json' 2>/dev/null | head -n 1)
  [ -n "$result" ] && break
done
if [ -n "$result" ]; then cp "$result" "$root/results/results.json"
else
  echo "$message" >&2
  node -e 'console.log(JSON.stringify({ score: 0, output: process.argv[1], output_format: "text", visibility: "visible" }))' \\
    "$(echo "$message" | grep '^minimax: ' | head -n 1)" > "$root/results/results.json"
fi
`;

/** @param course the files of this package, hidden checks and solutions included. */
export function gradescopePackage(course: readonly ZipFile[], secret: string): Buffer {
  return zip([
    { path: 'setup.sh', content: Buffer.from(setup), isExecutable: true },
    { path: 'run_autograder', content: Buffer.from(run), isExecutable: true },
    { path: 'course-secret', content: Buffer.from(secret) },
    ...course.map((file) => ({ ...file, path: `course/${file.path}` })),
  ]);
}
