/** What a guard is. Each keeps out one kind of request; the routes behind them see none of it. */
import type { IncomingMessage } from 'node:http';

/** @throws HttpError 403 with a sentence for the user when the request may not pass. */
export type Guard = (incoming: IncomingMessage, query: URLSearchParams) => void;
