/** The connection file: where the sockets of one kernel are and which key signs its messages. */
import { readFileSync } from 'node:fs';

export interface ConnectionInfo {
  transport: 'tcp' | 'ipc';
  ip: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  key: string;
  signature_scheme: string;
  kernel_name?: string;
}

export type Channel = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';

export const channels: readonly Channel[] = ['shell', 'iopub', 'stdin', 'control', 'hb'];

/** The ZeroMQ address of a channel. */
export function endpoint(info: ConnectionInfo, channel: Channel): string {
  const port = info[`${channel}_port`];
  return info.transport === 'ipc' ? `ipc://${info.ip}-${port}` : `tcp://${info.ip}:${port}`;
}

/** Reads and checks a connection file. Throws an Error that says what is wrong with it. */
export function readConnectionFile(path: string): ConnectionInfo {
  let info: Partial<ConnectionInfo>;
  try {
    info = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot read the connection file ${path}: ${(error as Error).message}`);
  }
  if (typeof info !== 'object' || info === null) throw new Error(`The connection file ${path} holds no JSON object.`);
  for (const channel of channels) {
    const port = info[`${channel}_port`];
    if (!Number.isInteger(port) || port! < 1 || port! > 65535) {
      throw new Error(`The connection file ${path} has no valid ${channel}_port (found ${JSON.stringify(port)}).`);
    }
  }
  const { transport = 'tcp', ip = '127.0.0.1', key = '', signature_scheme = 'hmac-sha256' } = info;
  if (transport !== 'tcp' && transport !== 'ipc') throw new Error(`The connection file ${path} asks for the transport "${transport}": expected "tcp" or "ipc".`);
  return { ...(info as ConnectionInfo), transport, ip, key, signature_scheme };
}
