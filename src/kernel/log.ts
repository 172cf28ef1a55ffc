/** The levels of printk() that are used, by the kernel's names; `warning` is pr_warn(). */
export const logLevels = ['emerg', 'error', 'warning', 'info'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One message as dmesg prints it, without time stamp. A message of two lines is one entry with a line break. */
export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

const none: readonly LogLine[] = [];

/** What the emulated kernel printed, in order. */
export class KernelLog {
  readonly #lines: LogLine[] = [];

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The lines since this was last asked; `lines` is empty afterwards. */
  take(): readonly LogLine[] {
    return this.#lines.length === 0 ? none : this.#lines.splice(0);
  }

  emerg(text: string): void {
    this.#lines.push({ level: 'emerg', text });
  }

  error(text: string): void {
    this.#lines.push({ level: 'error', text });
  }

  warning(text: string): void {
    this.#lines.push({ level: 'warning', text });
  }

  info(text: string): void {
    this.#lines.push({ level: 'info', text });
  }

  /**
   * WARN(): the message, where it has one, then `WARNING: at FILE FUNCTION`, without the line and the offset that a build has.
   * `place` is the file and the function that it stands in.
   */
  warn(place: string, text?: string): void {
    if (text !== undefined) this.#lines.push({ level: 'warning', text });
    this.#lines.push({ level: 'warning', text: `WARNING: at ${place}` });
  }

  print(level: LogLevel, text: string): void {
    this.#lines.push({ level, text });
  }
}

/** printk's `%pa` where a physical address has the given number of bits: 0x and all digits. */
export function formatPhysical(address: bigint, addressBits: 32 | 64): string {
  return `0x${BigInt.asUintN(addressBits, address)
    .toString(16)
    .padStart(addressBits / 4, '0')}`;
}

/** A size as the kernel prints it in MiB: truncated. */
export function wholeMebibytes(size: bigint): bigint {
  return size >> 20n;
}
