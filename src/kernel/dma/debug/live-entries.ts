import type { KernelLog } from '../../log.ts';
import type { KernelProfile } from '../../profile.ts';
import { hasAttr } from '../dma-attrs.ts';
import type { DmaDevice } from '../dma-device.ts';
import { ActiveCachelines } from './active-cachelines.ts';
import type { DebugEntry, DebugReference, MapErrorState } from './debug-entry.ts';
import type { DebugTexts } from './debug-texts.ts';
import { EntryPool } from './entry-pool.ts';
import { EntryTable } from './entry-table.ts';
import type { ErrorPrinter } from './error-printer.ts';

export interface LiveEntriesOptions {
  readonly profile: KernelProfile;
  readonly log: KernelLog;
  readonly printer: ErrorPrinter;
  readonly texts: DebugTexts;
  /** Entries that are set aside; 0: dma-debug is off. */
  readonly entries: number;
  readonly isBouncing: ((device: DmaDevice) => boolean) | undefined;
}

/** What dma-debug keeps of live mappings: its table, the entries set aside, and the cache lines that devices may write. */
export class LiveEntries {
  readonly table: EntryTable = new EntryTable();
  readonly lines: ActiveCachelines;
  readonly pool: EntryPool;
  readonly #options: LiveEntriesOptions;
  #hasExceeded = false;

  constructor(options: LiveEntriesOptions) {
    const { config } = options.profile;
    this.#options = options;
    this.lines = new ActiveCachelines(config.cacheLineSize);
    this.pool = new EntryPool(options.entries, config.pageSize);
  }

  /** add_dma_entry(). */
  enter(ref: DebugReference, mapError: MapErrorState, mappedEntries = 0): void {
    const { log, printer, texts } = this.#options;
    this.pool.take(log);
    const entry: DebugEntry = { ...ref, mapError, mappedEntries };
    this.table.add(entry);

    const outcome = this.lines.insert(entry);
    if (outcome.kind === 'free') return;
    if (outcome.isExceeded && !this.#hasExceeded) {
      this.#hasExceeded = true;
      log.warn('kernel/dma/debug.c add_dma_entry', texts.exceeded(this.lines.lineOf(entry.phys)));
    }
    if (this.#tellsOverlap(entry) && !outcome.ignores)
      printer.print(entry.device, 'add_dma_entry', texts.overlap());
  }

  /** dma_entry_free(). */
  leave(entry: DebugEntry): void {
    this.table.remove(entry);
    this.lines.remove(entry);
    this.pool.give();
  }

  #tellsOverlap({ device, attrs }: DebugEntry): boolean {
    const { profile, isBouncing } = this.#options;
    const { behaviours, arch } = profile;
    if (behaviours.debugOverlap === 'counted' || hasAttr(attrs, 'skipCpuSync')) return false;
    const mayBounce = behaviours.kmallocBounce && arch !== 'arm';
    return !(mayBounce && (isBouncing?.(device) ?? false));
  }
}
