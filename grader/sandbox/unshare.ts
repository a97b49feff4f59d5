/**
 * Isolation with nothing but util-linux, for machines that allow user namespaces and lack
 * bubblewrap: a new root in memory into which the visible paths are mounted read-only.
 */
import { spawnSync } from 'node:child_process';
import { removeTemporaryFolder, temporaryFolder } from '../temporary.js';
import type { Isolation } from './isolation.js';
import { bounded, childEnvironment, concealedPaths, scratchLimit, visiblePaths } from './visible.js';

const namespaces = ['--user', '--map-root-user', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--net', '--ipc', '--uts'];

/** Arguments: the new root, the submission's folder, bytes of scratch; visible paths; `--`; concealed paths; `--`; the program. */
const script = `
set -e
root=$1 submission=$2 size=$3; shift 3
read_only() { mount -o remount,bind,ro "$1" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev "$1"; }
show() { mount --bind "$1" "$2"; read_only "$2"; }

mount -t tmpfs -o size=4m,mode=755 tmpfs "$root"
while [ "$1" != -- ]; do
  mkdir -p "$root$(dirname "$1")"
  if [ -L "$1" ]; then cp -P "$1" "$root$1"
  elif [ -d "$1" ]; then mkdir -p "$root$1"; show "$1" "$root$1"
  else : > "$root$1"; show "$1" "$root$1"
  fi
  shift
done
shift
while [ "$1" != -- ]; do mount -t tmpfs -o size=4k,ro tmpfs "$root$1"; shift; done
shift

mkdir -p "$root/proc" "$root/dev" "$root/tmp/scratch" "$root/tmp/submission" "$root/old"
mount -t proc proc "$root/proc"
for device in null zero random urandom; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -t tmpfs -o "size=$size" tmpfs "$root/tmp/scratch"
show "$submission" "$root/tmp/submission"

cd "$root"
pivot_root . old
umount -l /old
rmdir /old
mount -o remount,ro /
cd /tmp/submission
# Root of the namespace loses every capability: no mount can be undone.
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
`;

export const unshare: Isolation = {
  tier: 'unshare',
  works: () => spawnSync('unshare', [...namespaces, 'sh', '-c', 'mount -t tmpfs tmpfs /tmp && setpriv --pdeathsig KILL true'], { timeout: 10_000 }).status === 0,
  prepare(folder, program) {
    const newRoot = temporaryFolder();
    const args = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-c', script, 'sandbox', newRoot, folder, String(scratchLimit), ...visiblePaths(), '--', ...concealedPaths, '--', ...bounded(program)];
    // The namespaces end with `unshare`, and that with the grader.
    return { file: 'setpriv', args, cwd: '/', env: childEnvironment('/tmp/scratch'), cleanUp: () => removeTemporaryFolder(newRoot) };
  },
};
