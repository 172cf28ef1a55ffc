import { createDmaSystem, type ProbeDevice } from '../../../src/kernel/dma/dma-system.ts';
import type { RecordedDifference } from '../../../src/workload/recorded-figures.ts';
import { runOperationLog } from '../../../src/workload/run-operation-log.ts';
import { traceBoard } from '../../../src/workload/trace/trace-board.ts';
import type { TraceSummary } from '../../../src/workload/trace/trace-summary.ts';
import { imported } from '../../workload/trace/imported.ts';
import { bootRecorded } from './boot-recorded.ts';
import { inputOf } from './emulation-input.ts';
import { clientNodes, RecorderModule } from './recorder-module.ts';
import type { Recording } from './recording.ts';
import { traceOf, whyNotTraced } from './trace-of-recording.ts';

/** What came of a recording that was turned into ftrace text, imported, and replayed on its board. */
export type ReplayedTrace =
  | { readonly kind: 'left-out'; readonly why: string }
  | {
      readonly kind: 'replayed';
      /** Allocations that the trace shows. */
      readonly allocations: number;
      readonly compared: number;
      readonly equal: number;
      readonly modelled: number;
      readonly differences: readonly RecordedDifference[];
      readonly problems: readonly string[];
      readonly summary: TraceSummary;
    };

export function replayTrace(recording: Recording): ReplayedTrace {
  const why = whyNotTraced(recording);
  if (why !== undefined) return { kind: 'left-out', why };
  const input = inputOf(recording);
  const kernel = bootRecorded(input);
  if (kernel === undefined) return { kind: 'left-out', why: `no profile of ${recording.kernel.tag}` };

  const { tree } = kernel.model;
  const { text, allocations } = traceOf(recording, clientNodes(tree.root));
  if (allocations === 0)
    return { kind: 'left-out', why: 'its kernel has no event for any of its operations' };
  const { pageSize } = kernel.profile.config;
  const fresh = (): Parameters<typeof traceBoard>[0] => ({
    tree,
    dma: createDmaSystem(kernel, {
      ...(input.defaultAreaTaken === undefined ? {} : { defaultAreaTaken: input.defaultAreaTaken }),
      probe: probeAsRecorded,
    }),
    pageSize,
  });
  const { log, summary } = imported(text, { board: traceBoard(fresh()), pageSize });
  const { result, problems } = runOperationLog([{ text: log, firstLine: 1 }], fresh(), { path: 'log.jsonl' });
  const { compared = 0, equal = 0, modelled = 0, differences = [] } = result.recorded ?? {};
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { kind: 'replayed', allocations, compared, equal, modelled, differences, problems: errors, summary };
}

/** As the recorded driver does, of which no event tells: the mask that the tree asks for, and all regions. */
const probeAsRecorded: ProbeDevice = (node, machine, assignments) => {
  const module = new RecorderModule({ machine, assignments, log: [], asksPastEnd: true });
  module.probe(node, 0);
  return { device: machine.device(node) };
};
