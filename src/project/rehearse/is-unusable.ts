import type { RehearsedCell } from './rehearsal.ts';

/** The workload or the setting is wrong, whatever the kernel says. */
export function isUnusable({ kernel, result }: RehearsedCell): boolean {
  return result === undefined ? kernel?.outcome !== 'panics' : result.stopped !== undefined;
}
