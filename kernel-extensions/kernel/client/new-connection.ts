/** Makes up the connection of a new kernel: sockets or free ports, a fresh key, a file only its owner can read. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { channels } from '../protocol/connection.js';
import type { ConnectionInfo } from '../protocol/connection.js';

const ip = '127.0.0.1';

export async function newConnection(): Promise<ConnectionInfo> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(channels.length);
  return {
    transport: 'tcp', ip, shell_port, iopub_port, stdin_port, control_port, hb_port,
    key: randomBytes(32).toString('hex'), signature_scheme: 'hmac-sha256', kernel_name: 'minimax',
  };
}

const folders = new Set<string>();
// A program that ends without a word to its kernels leaves no keys behind.
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Writes the connection into a new folder of the user alone; returns the path. */
export async function writeConnectionFile(info: ConnectionInfo): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'minimax-kernel-'));
  folders.add(folder);
  const path = join(folder, 'connection.json');
  await writeFile(path, JSON.stringify(info, null, 1), { mode: 0o600 });
  return path;
}

/** Longest path of a Unix socket, less what ZeroMQ adds to it: https://man7.org/linux/man-pages/man7/unix.7.html, and less on macOS. */
const longestSocket = 90;

/**
 * The connection of a kernel that this program starts itself, and its file. Sockets in the kernel's own folder, which no
 * other program can be given; a port that was free may be taken before the kernel listens. Ports on Windows, and where the
 * path would be too long.
 */
export async function writeOwnConnection(): Promise<{ connection: ConnectionInfo; file: string }> {
  const connection = await newConnection(), file = await writeConnectionFile(connection);
  const socket = join(dirname(file), 'socket');
  if (process.platform === 'win32' || socket.length > longestSocket) return { connection, file };
  Object.assign(connection, { transport: 'ipc', ip: socket, shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 } satisfies Partial<ConnectionInfo>);
  await writeFile(file, JSON.stringify(connection, null, 1), { mode: 0o600 });
  return { connection, file };
}

export async function removeConnectionFile(path: string): Promise<void> {
  await rm(dirname(path), { recursive: true, force: true });
  folders.delete(dirname(path));
}

/** Held open together until all are known, so that no port is given twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, async () => {
    const server = createServer().listen(0, ip);
    await once(server, 'listening');
    return server;
  }));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
