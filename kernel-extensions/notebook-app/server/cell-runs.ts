/**
 * The cells that run, and those that ended while nobody looked, with their outputs: a page opened
 * later shows them as if it had been there (ui/app/resume-outputs.ts). What the tab that asked has
 * seen to the end is forgotten; it is that tab's to save.
 */
import type { Header, Message } from '../../kernel/client/index.js';

/** A message without its buffers, which outputs do not have. */
export type RecordedMessage = Omit<Message, 'buffers'>;

export interface CellRun {
  /** The execute_request's header; its `msg_id` names the run. */
  request: Header;
  cellId: string;
  running: boolean;
  /** What the cell published, shortened to what still shows. */
  messages: RecordedMessage[];
  reply?: RecordedMessage;
  /** What it asks its user for, when the page that would have asked has gone. */
  question?: RecordedMessage;
}

export class CellRuns {
  readonly #runs = new Map<string, CellRun & { idle: boolean; watched: boolean; clearNext: boolean }>();

  get all(): CellRun[] {
    return [...this.#runs.values()].map(({ idle: _idle, watched, clearNext: _clearNext, question, ...run }) => (question && !watched ? { ...run, question } : run));
  }

  /** A tab asked to run a cell. Requests that no notebook cell made are not followed. */
  requested({ header, metadata }: Message<object>): void {
    const { cellId } = metadata;
    if (header.msg_type !== 'execute_request' || typeof cellId !== 'string') return;
    for (const [id, run] of this.#runs) if (run.cellId === cellId && !run.running) this.#runs.delete(id);
    this.#runs.set(header.msg_id, { request: header, cellId, running: true, messages: [], idle: false, watched: true, clearNext: false });
  }

  /** The tab of these requests has gone. */
  unwatch(ids: Iterable<string>): void {
    for (const id of ids) {
      const run = this.#runs.get(id);
      if (run) run.watched = false;
    }
  }

  /** A cell waits for a line. */
  asked(message: Message): void {
    const run = this.#runs.get(message.parent_header.msg_id ?? '');
    if (run) run.question = withoutBuffers(message);
  }

  /** A page has sent the line. */
  answered({ parent_header: question }: Message<object>): void {
    for (const run of this.#runs.values()) if (run.question?.header.msg_id === question.msg_id) delete run.question;
  }

  replied(message: Message): void {
    const run = this.#runs.get(message.parent_header.msg_id ?? '');
    if (!run) return;
    run.reply = withoutBuffers(message);
    delete run.question;
    this.#endWhenDone(run);
  }

  published(message: Message): void {
    const run = this.#runs.get(message.parent_header.msg_id ?? '');
    if (!run) return;
    const { content, header: { msg_type: type } } = message;
    if (type === 'status') {
      if (content.execution_state === 'idle') run.idle = true;
      return this.#endWhenDone(run);
    }
    if (type === 'update_display_data') return this.#updateDisplay(message);
    if (type === 'clear_output') {
      if (content.wait) run.clearNext = true;
      else run.messages = [];
      return;
    }
    if (run.clearNext) run.messages = [];
    run.clearNext = false;
    const last = run.messages.at(-1);
    if (type === 'stream' && last?.header.msg_type === 'stream' && last.content.name === content.name) {
      last.content = { ...content, text: `${last.content.text}${content.text}` };
    } else {
      run.messages.push(withoutBuffers(message));
    }
  }

  /** A page has shown and saved it. */
  forget(id: string): void {
    if (this.#runs.get(id)?.running === false) this.#runs.delete(id);
  }

  clear(): void {
    this.#runs.clear();
  }

  /** A live plot updates its display a thousand times: only the newest state is kept. */
  #updateDisplay({ content }: Message): void {
    for (const { messages } of this.#runs.values()) {
      for (const shown of messages) {
        if (displayIdOf(shown.content) === displayIdOf(content)) shown.content = { ...shown.content, data: content.data, metadata: content.metadata };
      }
    }
  }

  #endWhenDone(run: { request: Header; running: boolean; idle: boolean; watched: boolean; reply?: RecordedMessage }): void {
    if (!run.idle || !run.reply) return;
    run.running = false;
    if (run.watched) this.#runs.delete(run.request.msg_id);
  }
}

const withoutBuffers = ({ buffers: _buffers, ...message }: Message): RecordedMessage => message;

const displayIdOf = ({ transient }: Record<string, unknown>): unknown => (transient as { display_id?: string } | undefined)?.display_id ?? Symbol('none');
