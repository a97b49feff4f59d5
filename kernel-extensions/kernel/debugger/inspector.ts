// The V8 inspector of the process that runs the cells, as the debugger uses it. Its methods and
// events: https://chromedevtools.github.io/devtools-protocol/v8/
import type { Debugger, Runtime } from 'node:inspector';
import { debuggeeHook } from '../runtime/messages.js';

export interface Inspector {
  /** Called for every event; set before the first request. */
  onEvent: (method: string, params: object) => void;
  /** Rejects when V8 refuses the request, and when the process ends. */
  post<T = object>(method: string, params?: object): Promise<T>;
  /** Let the process run as if there were no debugger. Whatever waits is rejected. */
  detach(): void;
}

/** A value in the process. What has an `objectId` can be looked into. */
export type RemoteObject = Runtime.RemoteObject;
export type Paused = Debugger.PausedEventDataType;

export interface Evaluated {
  result: RemoteObject;
  exceptionDetails?: Runtime.ExceptionDetails;
}

/** The value of what was evaluated. Throws what it threw, as an error that says it in one line. */
export function valueOf({ result, exceptionDetails }: Evaluated): RemoteObject {
  if (!exceptionDetails) return result;
  const { exception, text } = exceptionDetails;
  throw new Error((exception?.description ?? (exception && 'value' in exception ? String(exception.value) : text)).split('\n')[0]);
}

/** A function, given as its source, called in the process with one object as `this`. */
export async function call(inspector: Inspector, on: RemoteObject, functionDeclaration: string, values: (RemoteObject | number | string)[] = [], options: { objectGroup?: string; returnByValue?: boolean } = {}): Promise<RemoteObject> {
  return valueOf(await inspector.post<Evaluated>('Runtime.callFunctionOn', {
    objectId: on.objectId, functionDeclaration, arguments: values.map(argumentOf), silent: true, ...options,
  }));
}

/** An expression of a helper in the process (runtime/debuggee.ts), undefined until that has been loaded. */
export const debuggee = `globalThis[Symbol.for(${JSON.stringify(debuggeeHook)})]`;

/** An expression that is broken off when it takes too long: V8 hears nothing meanwhile. */
export const bounded = (expression: string): string => `(${debuggee}?.bounded ?? ((run) => run()))(() => ${expression})`;

/** A value on its way back into the process. */
export function argumentOf(value: RemoteObject | number | string): Runtime.CallArgument {
  if (typeof value !== 'object') return { value };
  if (value.objectId !== undefined) return { objectId: value.objectId };
  if (value.unserializableValue !== undefined) return { unserializableValue: value.unserializableValue };
  return value.subtype === 'null' ? { value: null } : { value: value.value as unknown };
}
