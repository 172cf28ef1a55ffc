import { hex } from '../memory/quantity.ts';
import type { Explanation } from '../project/explain/explanation.ts';
import { bootKernelJson } from './boot-json.ts';

/** `boot --explain … --format json` (schema version 1). Ends with a line feed. */
export function bootExplainJson({ node, summary, steps, log, behaviours, boot }: Explanation): string {
  const result = {
    schemaVersion: 1,
    node,
    summary,
    kernel: bootKernelJson(boot.kernel),
    steps: steps.map(({ text, ranges, more }) => ({
      text,
      ranges: ranges.map(({ base, end, what, kind }) => ({
        base: hex(base),
        size: hex(end - base),
        kind,
        what,
      })),
      ...(more === 0 ? {} : { rangesLeftOut: more }),
    })),
    log,
    behaviours: behaviours.map(({ causes, versions, otherwise }) => ({ causes, versions, otherwise })),
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
