import type { TracedDevice, TraceSummary } from '../workload/trace/trace-summary.ts';

/** What an import made of a trace, for scripts; docs/traces.md describes it. */
export function traceSummaryJson(
  { events, leftOut, devices, ...counts }: TraceSummary,
  file: string,
): string {
  const value = {
    schemaVersion: 1,
    file,
    ...counts,
    events: Object.fromEntries(events),
    leftOut: Object.fromEntries(leftOut),
    devices: devices.map(deviceJson),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function deviceJson({ name, device, allocations, failed, frees, mappings }: TracedDevice): object {
  return { name, device: device ?? null, allocations, failed, frees, mappings };
}
