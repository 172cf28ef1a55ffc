import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { againstDtc } from './against-dtc.ts';
import { inputOf } from './engines/engines.ts';
import { execute } from './execute.ts';
import type { Failure } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';
import { Seeds } from './seeds.ts';
import {
  clockCells,
  clockNow,
  type OneRequest,
  type RangeRequest,
  type WorkerReply,
  type WorkerSetup,
} from './worker-messages.ts';

/** The heap is looked at once in so many executions. */
const heapStep = 300;

const setup = workerData as WorkerSetup;
const clock = new Int32Array(setup.clock);
const seeds = new Seeds(setup.seedFolders);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}

function runOne(input: FuzzInput): Failure | undefined {
  return execute(input) ?? (setup.againstDtc ? againstDtc(input) : undefined);
}

function runRange({ seed, from, end, step, deadline }: RangeRequest): void {
  const milliseconds: Record<string, number> = {};
  let executions = 0;
  let execution = from;
  for (; execution < end && Date.now() < deadline; execution += step) {
    Atomics.store(clock, clockCells.execution, execution);
    Atomics.store(clock, clockCells.startedAt, clockNow());
    const start = performance.now();
    const input = inputOf(seed, execution, seeds);
    const failure = runOne(input);
    milliseconds[input.engine] = (milliseconds[input.engine] ?? 0) + performance.now() - start;
    Atomics.add(clock, clockCells.count, 1);
    if (failure !== undefined) reply({ kind: 'found', execution, failure });

    executions++;
    if (executions % heapStep === 0) {
      collectGarbage();
      reply({ kind: 'heap', executions, bytes: process.memoryUsage().heapUsed });
    }
  }
  Atomics.store(clock, clockCells.startedAt, 0);
  reply({ kind: 'done', next: execution, milliseconds });
}

parentPort?.on('message', (request: RangeRequest | OneRequest) => {
  if (request.kind === 'range') {
    runRange(request);
    return;
  }
  Atomics.store(clock, clockCells.startedAt, clockNow());
  reply({ kind: 'outcome', failure: runOne(request.input) });
});
