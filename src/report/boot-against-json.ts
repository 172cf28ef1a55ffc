import type { LogComparison } from '../project/against/compare-log.ts';
import { bootKernelJson } from './boot-json.ts';

/** `boot --against … --format json` (schema version 1). Ends with a line feed. */
export function bootAgainstJson(comparison: LogComparison): string {
  const { boot, log, takenFromLog, differences, agreeing, unjudged, unasked, hints } = comparison;
  const result = {
    schemaVersion: 1,
    same: differences.length === 0,
    kernel: bootKernelJson(boot.kernel),
    log: {
      release: log.release ?? null,
      machineModel: log.machineModel ?? null,
      cmdline: log.commandLine ?? null,
      hasBeginning: log.hasBeginning,
    },
    takenFromLog,
    agreeing,
    unjudged,
    differences: differences.map(({ kind, about, subject, emulated, logged, line, reason }) => ({
      kind,
      about,
      subject: subject ?? null,
      emulated: emulated ?? null,
      logged: logged ?? null,
      line: line ?? null,
      reason: reason ?? null,
    })),
    unasked,
    hints,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
