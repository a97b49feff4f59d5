/**
 * The messages of the Jupyter protocol 5.5, as types: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 * Names are the protocol's own. What arrives is checked in the handlers, for a client may send anything.
 */

export const protocolVersion = '5.5';

export interface Header {
  msg_id: string;
  msg_type: string;
  /** Identifies the sender's session. */
  session: string;
  username: string;
  /** ISO 8601. */
  date: string;
  version: string;
  /** The subshell that is to handle a message on shell; the main shell without it. */
  subshell_id?: string | null;
}

export type JsonObject = Record<string, unknown>;

/** A message of any type. `C` is the shape its content is known to have. */
export interface Message<C = JsonObject> {
  header: Header;
  /** The header of the request that caused this message, or an empty object. */
  parent_header: Header | Record<string, never>;
  metadata: JsonObject;
  content: C;
  buffers: Uint8Array[];
}

export type MimeBundle = Record<string, unknown>;

export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type ErrorReply = { status: 'error' } & ErrorContent;
export type AbortedReply = { status: 'aborted' };

export interface ExecuteRequest {
  code: string;
  silent: boolean;
  store_history: boolean;
  user_expressions: Record<string, string>;
  allow_stdin: boolean;
  stop_on_error: boolean;
}

export type ExpressionResult = { status: 'ok'; data: MimeBundle; metadata: JsonObject } | ErrorReply;

/** Asks the front end to show something apart from the output: here a page of help. */
export interface PagePayload {
  source: 'page';
  data: MimeBundle;
  start: number;
}

export type ExecuteReply =
  | { status: 'ok'; execution_count: number; payload: PagePayload[]; user_expressions: Record<string, ExpressionResult> }
  | (ErrorReply & { execution_count: number; payload: PagePayload[]; user_expressions: Record<string, ExpressionResult> })
  | AbortedReply;

export interface LanguageInfo {
  name: string;
  version: string;
  mimetype: string;
  file_extension: string;
  pygments_lexer: string;
  codemirror_mode: string | JsonObject;
  nbconvert_exporter: string;
}

/** Reply content by the type of the request it answers. */
export interface Replies {
  kernel_info_request: {
    status: 'ok';
    protocol_version: string;
    implementation: string;
    implementation_version: string;
    language_info: LanguageInfo;
    banner: string;
    debugger: boolean;
    help_links: { text: string; url: string }[];
    supported_features: string[];
  };
  complete_request: { status: 'ok'; matches: string[]; cursor_start: number; cursor_end: number; metadata: JsonObject };
  inspect_request: { status: 'ok'; found: boolean; data: MimeBundle; metadata: JsonObject };
  is_complete_request: { status: 'complete' | 'invalid' | 'unknown' } | { status: 'incomplete'; indent: string };
  history_request: { status: 'ok'; history: HistoryEntry[] };
  comm_info_request: { status: 'ok'; comms: Record<string, { target_name: string }> };
  connect_request: { status: 'ok'; shell_port: number; iopub_port: number; stdin_port: number; hb_port: number; control_port: number };
  interrupt_request: { status: 'ok' };
  create_subshell_request: { status: 'ok'; subshell_id: string };
  delete_subshell_request: { status: 'ok' };
  list_subshell_request: { status: 'ok'; subshell_id: string[] };
  shutdown_request: { status: 'ok'; restart: boolean };
  /** A response of the Debug Adapter Protocol. */
  debug_request: { seq: number; type: 'response'; request_seq: number; success: boolean; command: string; message?: string; body?: object };
}

/** Session, execution count, and the input – with its output where that was asked for. */
export type HistoryEntry = [session: number, line: number, input: string | [input: string, output: string | null]];

/** Content of what the kernel publishes, by message type. */
export interface Publications {
  status: { execution_state: 'starting' | 'busy' | 'idle' };
  execute_input: { code: string; execution_count: number };
  execute_result: { execution_count: number; data: MimeBundle; metadata: JsonObject; transient: JsonObject };
  stream: { name: 'stdout' | 'stderr'; text: string };
  display_data: { data: MimeBundle; metadata: JsonObject; transient: { display_id?: string } };
  update_display_data: { data: MimeBundle; metadata: JsonObject; transient: { display_id: string } };
  clear_output: { wait: boolean };
  error: ErrorContent;
  comm_open: { comm_id: string; target_name: string; data: JsonObject };
  comm_msg: { comm_id: string; data: JsonObject };
  comm_close: { comm_id: string; data: JsonObject };
  /** An event of the Debug Adapter Protocol. */
  debug_event: { seq: number; type: 'event'; event: string; body?: object };
  shutdown_reply: { status: 'ok'; restart: boolean };
  iopub_welcome: { subscription: string };
}
