import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Deadline } from './deadline.ts';

/** One end of a line between two threads. Both ends may wait for the other without giving up the thread. */
export class Channel {
  readonly #port: MessagePort;
  /** How many messages went each way: what a waiting end sleeps on. */
  readonly #counts: Int32Array<SharedArrayBuffer>;
  readonly #incoming: number;

  /** `end` is 0 at one end and 1 at the other; `counts` has two elements, the same memory at both. */
  constructor(port: MessagePort, counts: Int32Array<SharedArrayBuffer>, end: 0 | 1) {
    this.#port = port;
    this.#counts = counts;
    this.#incoming = end;
  }

  /** Sends what can be cloned. */
  send(message: unknown): void {
    this.#port.postMessage(message);
    const outgoing = 1 - this.#incoming;
    Atomics.add(this.#counts, outgoing, 1);
    Atomics.notify(this.#counts, outgoing);
  }

  /** The next message, whenever it comes. */
  receive(): unknown {
    for (;;) {
      const received = this.#wait(Number.POSITIVE_INFINITY);
      if (received !== undefined) return received.message;
    }
  }

  /** The next message, in a box of its own; undefined if none comes in time. */
  receiveBefore(deadline: Deadline): { readonly message: unknown } | undefined {
    for (;;) {
      const { left } = deadline;
      const received = this.#wait(left);
      if (received !== undefined || left === 0) return received;
    }
  }

  /** A message that is there, or undefined after one came or so many milliseconds passed. */
  #wait(milliseconds: number): { readonly message: unknown } | undefined {
    // Read before looking: what comes between the two ends the wait at once.
    const seen = Atomics.load(this.#counts, this.#incoming);
    const received = receiveMessageOnPort(this.#port);
    if (received === undefined) Atomics.wait(this.#counts, this.#incoming, seen, milliseconds);
    return received === undefined ? undefined : { message: received.message };
  }
}
