/** What other parts use to run kernels and to talk to them. */
export { KernelProcess } from './kernel-process.js';
export type { KernelProcessOptions } from './kernel-process.js';
export { KernelChannels } from './kernel-channels.js';
export type { ChannelEvents, MessageChannel, SendChannel } from './kernel-channels.js';
export { KernelClient, KernelGone } from './kernel-client.js';
export type { ExecuteOptions } from './kernel-client.js';
export { CellOutputs } from './notebook-outputs.js';
export type { Displays, Output } from './notebook-outputs.js';
export { formatNotebook, parseNotebook, readNotebook } from './notebook.js';
export { removeLeftovers, writeFileAtomically } from './atomic-write.js';
export type { CodeCell, Notebook, TextCell } from './notebook.js';
export { executeNotebook } from './execute-notebook.js';
export type { CellFailure, ExecuteNotebookOptions, NotebookRun } from './execute-notebook.js';
export type { ConnectionInfo } from '../protocol/connection.js';
export type { ExecuteReply, Header, Message } from '../protocol/messages.js';
