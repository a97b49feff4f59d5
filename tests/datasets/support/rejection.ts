import { expect } from 'chai';

/** The error that a promise ends in; fails where it is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(() => undefined, (error: unknown) => error);
  expect(outcome, 'a promise that should be rejected').to.be.instanceOf(Error);
  return outcome as Error;
}
