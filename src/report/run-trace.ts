import type { CallOutcome } from '../kernel/dma/driver/driver-call.ts';
import type { Allocation, AllocFailure, AllocRequest, FreeRequest } from '../kernel/dma/types.ts';
import type { LogLine } from '../kernel/log.ts';
import { hex } from '../memory/quantity.ts';
import { attrNames } from '../workload/alloc-variant.ts';
import type { OperationOutcome } from '../workload/operations/driver-operations.ts';
import type { EntryOperand, OperandValue } from '../workload/operations/operands.ts';
import type { Operation } from '../workload/operations/operation.ts';
import type { RunObserver } from '../workload/run-observer.ts';

const chunkCharacters = 1 << 16;

/**
 * Writes every operation of a run as a line of an operation log, with what became of it: `ok`, `dma` and `from`, and
 * `exact: false` where the address is modelled; or `ok: false` and `why`; and the lines that the kernel printed as `log`. Text goes
 * to `write` in pieces of whole lines, the last of them when `end` is called.
 */
export class RunTrace implements RunObserver {
  readonly #write: (text: string) => void;
  #pending = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  allocated(
    device: string,
    buffer: () => string,
    request: AllocRequest,
    allocation: Allocation,
    log: readonly LogLine[] = [],
  ): void {
    this.#line(`${allocStart(device, buffer, request)},${whereFrom(allocation)}`, log);
  }

  failed(
    device: string,
    buffer: () => string,
    request: AllocRequest,
    failure: AllocFailure,
    log: readonly LogLine[] = [],
  ): void {
    const why = JSON.stringify(failure.message);
    this.#line(`${allocStart(device, buffer, request)},"ok":false,"why":${why}`, log);
  }

  freed(
    device: string,
    buffer: () => string,
    allocation: Allocation | undefined,
    says?: FreeRequest,
    log: readonly LogLine[] = [],
  ): void {
    const outcome =
      allocation === undefined
        ? '"ok":false,"why":"Nothing to free: the allocation failed."'
        : whereFrom(allocation);
    const said = says === undefined ? '' : `,"size":${says.size}${offsetOf(says)}`;
    const start = `"device":${JSON.stringify(device)},"do":"free","id":${JSON.stringify(buffer())}`;
    this.#line(`${start}${said},${outcome}`, log);
  }

  performed(operation: Operation, { device, outcome }: OperationOutcome, log: readonly LogLine[]): void {
    const members: Record<string, unknown> = { device, do: operation.spec.name };
    for (const [name, value] of operation.operands.all()) members[name] = operandJson(value);
    const line = JSON.stringify({ ...members, ...outcomeJson(outcome) });
    this.#line(line.slice(1, -1), log);
  }

  end(): void {
    if (this.#pending !== '') this.#write(this.#pending);
    this.#pending = '';
  }

  #line(members: string, log: readonly LogLine[]): void {
    const printed = log.length === 0 ? '' : `,"log":${JSON.stringify(log.map(({ text }) => text))}`;
    this.#pending += `{${members}${printed}}\n`;
    if (this.#pending.length >= chunkCharacters) this.end();
  }
}

function allocStart(device: string, buffer: () => string, request: AllocRequest): string {
  const { size, maySleep, zone, call, attrs } = request;
  const gfp = zone ?? (maySleep === false ? 'atomic' : undefined);
  const said =
    (gfp === undefined ? '' : `,"gfp":"${gfp}"`) +
    (call === undefined || call === 'coherent' ? '' : `,"call":"${call}"`) +
    (attrs === undefined || attrs === 0 ? '' : `,"attrs":${JSON.stringify(attrNames(attrs))}`);
  return `"device":${JSON.stringify(device)},"do":"alloc","id":${JSON.stringify(buffer())},"size":${size}${said}`;
}

function whereFrom({ dma, from, exact }: Allocation): string {
  return `"ok":true,"dma":"${hex(dma)}","from":"${from}"${exact ? '' : ',"exact":false'}`;
}

function offsetOf({ offset }: FreeRequest): string {
  return offset === 0 ? '' : `,"offset":${offset}`;
}

function operandJson(value: OperandValue): unknown {
  if (typeof value === 'bigint') return hex(value);
  if (!Array.isArray(value)) return value;
  return value.map((entry: string | EntryOperand) =>
    typeof entry === 'string' ? entry : { ...entry, at: entry.at === undefined ? undefined : hex(entry.at) },
  );
}

function outcomeJson({ ok, dma, phys, from, exact, rc, segments, bytes, why }: CallOutcome): object {
  return {
    ok,
    dma: dma === undefined ? undefined : hex(dma),
    phys: phys === undefined ? undefined : hex(phys),
    from,
    exact: exact === false ? false : undefined,
    rc,
    segments: segments?.map((segment) => ({ dma: hex(segment.dma), size: segment.size })),
    bytes,
    why: ok ? undefined : why,
  };
}
