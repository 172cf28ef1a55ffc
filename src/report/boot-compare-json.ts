import type { BootComparison } from '../project/compare-boots.ts';
import { bootKernelJson } from './boot-json.ts';

/** `boot --compare … --format json` (schema version 1). Ends with a line feed. */
export function bootCompareJson({ steps, same }: BootComparison): string {
  const result = {
    schemaVersion: 1,
    same,
    steps: steps.map(({ from, to, changes, searchStoppedAfter }) => ({
      from: bootKernelJson(from.kernel),
      to: bootKernelJson(to.kernel),
      changes: changes.map(({ kind, subject, aspect, from: before, to: after, causes }) => ({
        kind,
        subject,
        aspect,
        from: before ?? null,
        to: after ?? null,
        causes,
      })),
      searchStoppedAfter: searchStoppedAfter ?? null,
    })),
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
