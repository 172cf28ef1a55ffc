import { splitParameters } from '../../parameters/split-parameters.ts';
import { preallocatedEntries } from './entry-pool.ts';

/** What a command line says about dma-debug. */
export interface DebugParameters {
  /** `dma_debug=off`. */
  readonly isOff: boolean;
  /** `dma_debug_entries=`. */
  readonly entries: number;
  /** `dma_debug_driver=`; empty: none. */
  readonly driver: string;
}

/** More than a machine would have room for; the kernel then takes as many as it can. */
const mostEntries = 1 << 24;

/** dma_debug_cmdline(), dma_debug_entries_cmdline(), dma_debug_driver_setup(): of each the last counts. */
export function readDebugParameters(commandLine: string): DebugParameters {
  let isOff = false;
  let entries = preallocatedEntries;
  let driver = '';
  for (const { name, value } of splitParameters(commandLine)) {
    if (name === 'dma_debug' && value?.startsWith('off')) isOff = true;
    if (name === 'dma_debug_driver') driver = value ?? '';
    if (name === 'dma_debug_entries') {
      const number = Number(/^(0x[0-9a-f]+|\d+)/i.exec(value ?? '')?.[0] ?? Number.NaN);
      entries = Number.isNaN(number) ? preallocatedEntries : Math.min(number, mostEntries);
    }
  }
  return { isOff, entries, driver };
}
