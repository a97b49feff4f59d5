import { expect } from 'chai';
import { settleDisplays, throttle, type Clock } from '../../kernel-extensions/display/live.js';
import { installSink } from './collect.js';

/** A clock turned by hand. */
class HandClock implements Clock {
  time = 0;
  #timers: { at: number; run: () => void }[] = [];
  now = () => this.time;
  setTimeout = (run: () => void, milliseconds: number) => {
    const timer = { at: this.time + milliseconds, run };
    this.#timers.push(timer);
    return timer;
  };
  clearTimeout = (timer: unknown) => { this.#timers = this.#timers.filter((each) => each !== timer); };
  /** As an interrupt does. */
  cancelAllTimers() { this.#timers = []; }
  /** Goes on, running the timers on the way. */
  advance(milliseconds: number) {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.time = Math.max(this.time, next.at);
      this.clearTimeout(next);
      next.run();
    }
    this.time = until;
  }
}

describe('throttle', () => {
  let clock: HandClock;
  let ran: number[];
  let removeSink: () => void;
  beforeEach(() => {
    clock = new HandClock();
    ran = [];
    removeSink = installSink().remove;
  });
  afterEach(() => {
    settleDisplays('ok');
    removeSink();
  });
  const throttled = (cost = 0) => throttle(() => { ran.push(clock.time); clock.time += cost; }, () => {}, clock);

  it('runs the first request at once and the last one when its time has come', () => {
    const { request } = throttled();
    request();
    for (let i = 0; i < 100; i++) {
      clock.advance(1);
      request();
    }
    expect(ran).to.deep.equal([0]);
    clock.advance(1000);
    expect(ran).to.deep.equal([0, 250]);
    clock.advance(10_000);
    expect(ran).to.deep.equal([0, 250]);
  });

  it('serves a loop that never lets a timer run', () => {
    const { request } = throttled();
    for (let i = 0; i < 1000; i++) {
      clock.time += 1;
      request();
    }
    expect(ran).to.deep.equal([1, 251, 501, 751]);
  });

  it('takes at most a twentieth of the time, however long an update takes', () => {
    const { request } = throttled(50);
    request();
    for (let i = 0; i < 10_000; i++) {
      clock.advance(1);
      request();
    }
    expect(ran.length).to.be.at.most(10);
  });

  it('prints seldom where there is no kernel', () => {
    removeSink();
    const { request } = throttled();
    for (let i = 0; i < 20_000; i++) {
      clock.advance(1);
      request();
    }
    expect(ran).to.deep.equal([1, 5001, 10_001, 15_001]);
  });

  it('delivers what waits with the next end, if what was delivered before it failed', () => {
    const failing = throttle(() => {}, () => { throw new Error('at its end'); }, clock);
    const { request } = throttle(() => ran.push(clock.time), () => {}, clock);
    failing.request();
    request();
    clock.advance(10);
    request();
    expect(() => settleDisplays('interrupted')).to.throw('at its end');
    expect(ran).to.deep.equal([0]);
    settleDisplays('interrupted');
    expect(ran).to.deep.equal([0, 10]);
  });

  it('delivers what waits when the cell ends, even if an interrupt has cancelled the timer', () => {
    const outcomes: string[] = [];
    const { request } = throttle(() => ran.push(clock.time), (outcome) => outcomes.push(outcome), clock);
    request();
    clock.advance(10);
    request();
    clock.cancelAllTimers();
    settleDisplays('interrupted');
    expect(ran).to.deep.equal([0, 10]);
    expect(outcomes).to.deep.equal(['interrupted']);
    settleDisplays('ok');
    expect(outcomes).to.deep.equal(['interrupted']);
    clock.advance(1);
    request();
    clock.advance(1000);
    expect(ran).to.deep.equal([0, 10, 260]);
  });

  it('flushes only what has changed', () => {
    const { request, flush } = throttled();
    flush();
    request();
    flush();
    expect(ran).to.deep.equal([0]);
  });
});
