import type { KernelLog } from '../log.ts';
import type { Behaviours } from '../profiles/behaviours.ts';
import type { CmaFailure } from './cma-area.ts';
import type { PageBitmap } from './page-bitmap.ts';

/** DEFAULT_RATELIMIT_BURST: what fails within five seconds is told of ten times. Here no time passes. */
const mostLines = 10;

/**
 * What CMA prints of a request that it has nothing for (spec 06 §4), for {@link CmaAreaOptions.onFailure}. Ten lines at most: the
 * kernel's limit from 6.1 on, and before that the emulation's own.
 */
export function cmaFailureLog(log: KernelLog, behaviours: Behaviours): (failure: CmaFailure) => void {
  let printed = 0;
  return (failure) => {
    const { cmaFreeList } = behaviours;
    // Only the newest kernels come to the message with a request larger than the area.
    if (failure.isTooLarge && cmaFreeList !== 'always-by-range') return;
    if (++printed > mostLines) return;
    log.error(failureLine(failure, behaviours));
    if (cmaFreeList !== 'debug-only') log.info(freeList(failure, cmaFreeList));
  };
}

/** pr_err(), with the function, the area's name where kernels tell it, and -ENOMEM or -EBUSY. */
function failureLine({ area, pageCount, wasBusy }: CmaFailure, behaviours: Behaviours): string {
  const { cmaFailureFunction, cmaFailureText, cmaFullErrno } = behaviours;
  const name = cmaFailureText === 'function-and-area' ? `${area.name}: ` : '';
  const code = wasBusy ? -16 : cmaFullErrno;
  return `cma: ${cmaFailureFunction}: ${name}alloc failed, req-size: ${pageCount} pages, ret: ${code}`;
}

/** cma_debug_show_areas(): `PAGES@BIT` of each free run. */
function freeList({ area }: CmaFailure, format: 'always' | 'always-by-range'): string {
  const { bitmap, pageCount } = area;
  const total = `=> ${bitmap.freeCount} free of ${pageCount} total pages`;
  return `cma: number of available pages: ${format === 'always' ? runsText(bitmap) : `range 0: ${rangeText(bitmap)}`}${total}`;
}

function runsText(bitmap: PageBitmap): string {
  return bitmap
    .freeRuns()
    .map(([start, end]) => `${end - start}@${start}`)
    .join('+');
}

/** A run that does not begin the range has a plus before it, the first one too. */
function rangeText(bitmap: PageBitmap): string {
  return bitmap
    .freeRuns()
    .map(([start, end]) => `${start === 0 ? '' : '+'}${end - start}@${start}`)
    .join('');
}
