/** Connects a browser's WebSocket to a kernel. */
import type { WebSocket } from 'ws';
import type { Kernel, KernelTab } from './kernel.js';
import { protocolOf } from './websocket-protocol.js';

/** Longest time without a sign of life before a connection counts as gone, in milliseconds: a laptop that sleeps. */
const pingInterval = 30_000;
/** What a browser says when the page is closed or another one opened: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const goingAway = 1001;

/** `session` is what the page calls itself. */
export function connectTab(socket: WebSocket, kernel: Kernel, session: string, log: (line: string) => void): void {
  const protocol = protocolOf(socket.protocol);
  const tab: KernelTab = {
    session,
    get isOpen() { return socket.readyState === socket.OPEN; },
    receive: (message) => socket.send(protocol.encode(message)),
  };
  let alive = true;
  const ping = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, pingInterval);
  socket.on('pong', () => { alive = true; });
  socket.on('message', (data: Buffer, isBinary) => {
    alive = true;
    const drop = (error: Error) => log(`dropped a WebSocket frame: ${error.message}`);
    try {
      kernel.send(protocol.decode(data, isBinary), tab).catch(drop);
    } catch (error) {
      drop(error as Error);
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', (code) => {
    clearInterval(ping);
    kernel.disconnect(tab, code === goingAway);
  });
  kernel.connect(tab);
}
