import { hex } from '../../memory/quantity.ts';

/** A place in the log that is still to be filled, or to stay empty. */
export interface HeldPlace {
  /** Undefined while it is open. */
  text: string | undefined;
}

const chunkCharacters = 1 << 16;
/** Places behind an open one: what is not known by then stays as it is. */
const mostHeld = 1024;

/**
 * Writes operations in the order in which they happened. Some are known only later: their place is held open, for so many
 * operations at most.
 */
export class TraceWriter {
  operations = 0;
  readonly #write: (text: string) => void;
  readonly #giveUp: (place: HeldPlace) => void;
  #pending = '';
  #queue: (string | HeldPlace)[] = [];
  #head = 0;

  /** @param giveUp fills a place that has been open for long */
  constructor(write: (text: string) => void, giveUp: (place: HeldPlace) => void) {
    this.#write = write;
    this.#giveUp = giveUp;
  }

  line(text: string): void {
    this.operations++;
    if (this.#head === this.#queue.length) this.#out(`${text}\n`);
    else {
      this.#queue.push(`${text}\n`);
      this.#settle();
    }
  }

  hold(): HeldPlace {
    const place: HeldPlace = { text: undefined };
    this.#queue.push(place);
    return place;
  }

  /** Fills a place with operations, or with none. */
  fill(place: HeldPlace, lines: readonly string[]): void {
    this.operations += lines.length;
    place.text = lines.map((line) => `${line}\n`).join('');
    this.#settle();
  }

  end(): void {
    for (let at = this.#head; at < this.#queue.length; at++) {
      const entry = this.#queue[at];
      if (typeof entry === 'object' && entry.text === undefined) this.#giveUp(entry);
    }
    this.#settle();
    if (this.#pending !== '') this.#write(this.#pending);
    this.#pending = '';
  }

  #settle(): void {
    for (; this.#head < this.#queue.length; this.#head++) {
      const entry = this.#queue[this.#head];
      const text = typeof entry === 'object' ? entry.text : entry;
      if (text === undefined) {
        this.#forgetWritten();
        // Fills it, and comes here again.
        if (this.#queue.length - this.#head > mostHeld && typeof entry === 'object') this.#giveUp(entry);
        return;
      }
      this.#out(text);
    }
    this.#queue = [];
    this.#head = 0;
  }

  #forgetWritten(): void {
    if (this.#head < mostHeld) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }

  #out(text: string): void {
    this.#pending += text;
    if (this.#pending.length < chunkCharacters) return;
    this.#write(this.#pending);
    this.#pending = '';
  }
}

/** `"device":"…","do":"…","id":"…"` of a line. */
export function lineStart(device: string, operation: string, id: string): string {
  return `{"device":${JSON.stringify(device)},"do":"${operation}","id":"${id}"`;
}

/** What was recorded, as the last member of a line. */
export function recordedMember(what: 'dma' | 'phys', address: number | undefined): string {
  return address === undefined ? ',"recorded":{"ok":false}' : `,"recorded":{"${what}":"${hex(address)}"}`;
}
