import type { Allocation } from '../kernel/dma/types.ts';
import type { RecordedDifference, RecordedFigures } from './recorded-figures.ts';

/** What a running system recorded of an operation; what is undefined is not known. */
export interface RecordedOutcome {
  /** False: it failed there. */
  readonly ok: boolean;
  /** The address that the device sees. */
  readonly dma: bigint | undefined;
  /** The CPU's address. */
  readonly phys: bigint | undefined;
}

/** What an operation gave here; without an address where it failed. */
export interface ReplayedOutcome {
  readonly ok: boolean;
  readonly dma?: bigint | undefined;
  readonly phys?: bigint | undefined;
  /** False: the address is modelled. */
  readonly exact?: boolean | undefined;
  readonly why?: string | undefined;
}

/** What an allocation gave: addresses as they are now, as what it holds may change. */
export function replayedOf({ dma, phys, exact }: Allocation): ReplayedOutcome {
  return { ok: true, dma, phys, exact };
}

/** What the member `recorded` of an operation log's line must be, for messages. */
export const recordedText = '`{"dma": "0x…"}`, `{"phys": "0x…"}` or `{"ok": false}`';

/** The member `recorded` of a line; undefined: it is none of {@link recordedText}. */
export function readRecorded(value: unknown): RecordedOutcome | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  if (Object.keys(members).some((key) => key !== 'dma' && key !== 'phys' && key !== 'ok')) return undefined;
  const { dma, phys, ok = true } = members;
  if (typeof ok !== 'boolean' || !isAddress(dma) || !isAddress(phys)) return undefined;
  if (ok === (dma === undefined && phys === undefined)) return undefined;
  return { ok, dma: addressOf(dma), phys: addressOf(phys) };
}

function isAddress(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && /^0x[0-9a-f]{1,16}$/i.test(value));
}

function addressOf(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : BigInt(text);
}

/** Differences that are shown; further ones are counted. */
const mostShown = 20;

type Setting = Omit<RecordedDifference, 'recorded' | 'replayed'>;

/** Compares what a run gives with what its log says was recorded. */
export class RecordedComparison {
  #compared = 0;
  #equal = 0;
  #different = 0;
  #modelled = 0;
  readonly #differences: RecordedDifference[] = [];

  compare(recorded: RecordedOutcome, replayed: ReplayedOutcome, setting: () => Setting): void {
    this.#compared++;
    if (agrees(recorded, replayed)) {
      this.#equal++;
      return;
    }
    // Where the place, and whether there is one, hangs on the kernel's own early allocations nobody can say that it is wrong.
    if (replayed.ok && replayed.exact === false) {
      this.#modelled++;
      return;
    }
    this.#different++;
    if (this.#differences.length === mostShown) return;
    this.#differences.push({ ...setting(), recorded, replayed });
  }

  /** Undefined where the log says nothing of a recording. */
  figures(): RecordedFigures | undefined {
    if (this.#compared === 0) return undefined;
    return {
      compared: this.#compared,
      equal: this.#equal,
      different: this.#different,
      modelled: this.#modelled,
      differences: this.#differences,
    };
  }
}

function agrees(recorded: RecordedOutcome, replayed: ReplayedOutcome): boolean {
  if (recorded.ok !== replayed.ok) return false;
  if (!recorded.ok) return true;
  return (
    (recorded.dma === undefined || recorded.dma === replayed.dma) &&
    (recorded.phys === undefined || recorded.phys === replayed.phys)
  );
}
