/**
 * 27 conditions that every Jupyter kernel can be held to, whatever its language. The list (names,
 * tiers, what each asks) is that of runtimed/kernel-testbed, which compares kernels in public; the
 * checks here are our own, and where that suite gives half a point they give none.
 */
import type { Message } from '../../../kernel-extensions/kernel/client/index.js';
import type { Exchange, KernelUnderTest } from './kernel-under-test.js';

type Tier = 'basic protocol' | 'interactive features' | 'rich output' | 'advanced features';

export interface Condition {
  name: string;
  tier: Tier;
  asks: string;
  holds(kernel: KernelUnderTest): Promise<boolean>;
}

const conditions: Condition[] = [];
const condition = (tier: Tier, name: string, asks: string, holds: Condition['holds']) => conditions.push({ name, tier, asks, holds });

const typesOf = ({ published }: Exchange) => published.map(({ header }) => header.msg_type);
const publishes = (exchange: Exchange, type: string) => typesOf(exchange).includes(type);
/** A reply that does not say counts as `ok`, as in that suite; ours is held to the letter in message-spec.test.ts. */
const statusOf = ({ reply }: Exchange) => reply && (reply.content.status ?? 'ok');
const repliesOk = (exchange: Exchange, type: string) => exchange.reply?.header.msg_type === type && statusOf(exchange) === 'ok';
const streamOf = ({ published }: Exchange, name: string) =>
  published.filter(({ header, content }) => header.msg_type === 'stream' && content.name === name).map(({ content }) => content.text).join('');
const info = async (kernel: KernelUnderTest) => (await kernel.ask('shell', 'kernel_info_request', {})).reply?.content ?? {};
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const countOf = ({ reply }: Exchange) => Number(reply?.content.execution_count);

condition('basic protocol', 'heartbeat_responds', 'the heartbeat channel echoes', (kernel) => kernel.echoes('ping'));

condition('basic protocol', 'iopub_welcome', 'a new subscription to iopub is answered with a welcome (JEP 65)', (kernel) => kernel.until(() => kernel.welcomed));

condition('basic protocol', 'kernel_info_reply_valid', 'kernel_info_reply has the status ok', async (kernel) =>
  repliesOk(await kernel.ask('shell', 'kernel_info_request', {}), 'kernel_info_reply'));

condition('basic protocol', 'kernel_info_has_language_info', 'kernel_info_reply names the language', async (kernel) =>
  isText(((await info(kernel)).language_info as { name?: string } | undefined)?.name));

condition('basic protocol', 'kernel_info_has_protocol_version', 'kernel_info_reply names the version of the protocol', async (kernel) => isText((await info(kernel)).protocol_version));

condition('basic protocol', 'execute_stdout', 'what a cell prints comes as a stream message on stdout', async (kernel) =>
  streamOf(await kernel.execute(kernel.snippets.printHello), 'stdout').includes('hello'));

condition('basic protocol', 'execute_stderr', 'what a cell prints as an error comes as a stream message on stderr', async (kernel) =>
  streamOf(await kernel.execute(kernel.snippets.printError), 'stderr').includes('error'));

condition('basic protocol', 'execute_reply_ok', 'a valid cell is answered with an execute_reply of status ok', async (kernel) =>
  repliesOk(await kernel.execute(kernel.snippets.statement), 'execute_reply'));

condition('basic protocol', 'status_busy_idle_lifecycle', 'the kernel says busy before a cell and idle after it', async (kernel) => {
  const states = (await kernel.execute(kernel.snippets.statement)).published.filter(({ header }) => header.msg_type === 'status').map(({ content }) => content.execution_state);
  return states.includes('busy') && states.indexOf('busy') < states.indexOf('idle');
});

condition('basic protocol', 'execute_input_broadcast', 'all clients are told which code runs', async (kernel) => publishes(await kernel.execute(kernel.snippets.statement), 'execute_input'));

condition('interactive features', 'complete_request', 'completion answers with status ok', async (kernel) => {
  await kernel.execute(kernel.snippets.declaration);
  const code = kernel.snippets.prefix;
  return repliesOk(await kernel.ask('shell', 'complete_request', { code, cursor_pos: code.length }), 'complete_reply');
});

condition('interactive features', 'inspect_request', 'inspection answers with status ok', async (kernel) => {
  await kernel.execute(kernel.snippets.declaration);
  const code = kernel.snippets.name;
  return repliesOk(await kernel.ask('shell', 'inspect_request', { code, cursor_pos: code.length, detail_level: 0 }), 'inspect_reply');
});

condition('interactive features', 'is_complete_complete', 'whole code is told to be complete', async (kernel) =>
  statusOf(await kernel.ask('shell', 'is_complete_request', { code: kernel.snippets.statement })) === 'complete');

condition('interactive features', 'is_complete_incomplete', 'half a statement is told to be incomplete', async (kernel) =>
  statusOf(await kernel.ask('shell', 'is_complete_request', { code: kernel.snippets.incomplete })) === 'incomplete');

condition('interactive features', 'history_request', 'the history of inputs is answered with status ok', async (kernel) => {
  await kernel.execute(kernel.snippets.statement);
  return repliesOk(await kernel.ask('shell', 'history_request', { hist_access_type: 'tail', n: 10, output: false, raw: true }), 'history_reply');
});

condition('interactive features', 'comm_info_request', 'the open comms are listed with status ok', async (kernel) =>
  repliesOk(await kernel.ask('shell', 'comm_info_request', {}), 'comm_info_reply'));

condition('interactive features', 'error_handling', 'invalid code ends in an error, in the reply or on iopub', async (kernel) => {
  const exchange = await kernel.execute(kernel.snippets.invalid);
  return statusOf(exchange) === 'error' || publishes(exchange, 'error');
});

condition('rich output', 'display_data', 'a cell can display something', async (kernel) => publishes(await kernel.execute(kernel.snippets.display), 'display_data'));

condition('rich output', 'update_display_data', 'a display can be updated', async (kernel) => {
  const exchange = await kernel.execute(kernel.snippets.displayAndUpdate);
  return publishes(exchange, 'display_data') && publishes(exchange, 'update_display_data');
});

condition('rich output', 'execute_result', 'the value of an expression is its result', async (kernel) => publishes(await kernel.execute(kernel.snippets.expression), 'execute_result'));

condition('rich output', 'rich_execute_result', 'the value of an expression can be a rich result', async (kernel) => publishes(await kernel.execute(kernel.snippets.richExpression), 'execute_result'));

condition('advanced features', 'stdin_input_request', 'a cell can ask the user for a line, and goes on with the answer', async (kernel) => {
  const exchange = await kernel.execute(kernel.snippets.askForInput);
  return exchange.questions.length > 0 && statusOf(exchange) === 'ok';
});

condition('advanced features', 'comms_lifecycle', 'a comm for a target nobody knows is closed, or at least the kernel goes on', async (kernel) => {
  const comm_id = `test-${Date.now()}`;
  const opened = await kernel.ask('shell', 'comm_open', { comm_id, target_name: 'nobody.knows.this', data: {} }, 500);
  if (opened.published.some(({ header, content }: Message) => header.msg_type === 'comm_close' && content.comm_id === comm_id)) return true;
  await kernel.ask('shell', 'comm_close', { comm_id, data: {} }, 500);
  const after = await kernel.execute(kernel.snippets.statement);
  return after.reply !== undefined && publishes(after, 'status');
});

condition('advanced features', 'interrupt_request', 'an interrupt message on control is answered with status ok', async (kernel) =>
  repliesOk(await kernel.ask('control', 'interrupt_request', {}), 'interrupt_reply'));

condition('advanced features', 'execution_count_increments', 'the execution count of a later cell is higher', async (kernel) => {
  const first = countOf(await kernel.execute(kernel.snippets.statement));
  return countOf(await kernel.execute(kernel.snippets.statement)) > first;
});

condition('advanced features', 'parent_header_correlation', 'the reply and everything published carry the header of their request', async (kernel) => {
  const { id, reply, published } = await kernel.execute(kernel.snippets.printHello);
  return reply?.parent_header.msg_id === id && published.some(({ header }) => header.msg_type === 'stream') && published.every(({ parent_header }) => parent_header.msg_id === id);
});

condition('basic protocol', 'shutdown_reply', 'a shutdown is answered with status ok, and the kernel ends', async (kernel) =>
  statusOf(await kernel.ask('control', 'shutdown_request', { restart: false })) === 'ok' && kernel.until(() => kernel.hasEnded));

/** In the order in which they are tried: the last one ends the kernel. */
export const all: readonly Condition[] = conditions;
