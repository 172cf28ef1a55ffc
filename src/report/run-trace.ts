import type { Allocation, AllocFailure, AllocRequest } from '../kernel/dma/types.ts';
import { hex } from '../memory/quantity.ts';
import type { RunObserver } from '../workload/run-observer.ts';

const chunkCharacters = 1 << 16;

/**
 * Writes every operation of a run as a line of an operation log, with what became of it: `ok`, `dma` and `from`, and
 * `exact: false` where the address is modelled; or `ok: false` and `why`. Text goes to `write` in pieces of whole lines, the
 * last of them when `end` is called.
 */
export class RunTrace implements RunObserver {
  readonly #write: (text: string) => void;
  #pending = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  allocated(device: string, buffer: () => string, request: AllocRequest, allocation: Allocation): void {
    this.#line(`${allocStart(device, buffer, request)},${whereFrom(allocation)}`);
  }

  failed(device: string, buffer: () => string, request: AllocRequest, failure: AllocFailure): void {
    this.#line(`${allocStart(device, buffer, request)},"ok":false,"why":${JSON.stringify(failure.message)}`);
  }

  freed(device: string, buffer: () => string, allocation: Allocation | undefined): void {
    const outcome =
      allocation === undefined
        ? '"ok":false,"why":"Nothing to free: the allocation failed."'
        : whereFrom(allocation);
    this.#line(`"device":${JSON.stringify(device)},"do":"free","id":${JSON.stringify(buffer())},${outcome}`);
  }

  end(): void {
    if (this.#pending !== '') this.#write(this.#pending);
    this.#pending = '';
  }

  #line(members: string): void {
    this.#pending += `{${members}}\n`;
    if (this.#pending.length >= chunkCharacters) this.end();
  }
}

function allocStart(device: string, buffer: () => string, { size, maySleep }: AllocRequest): string {
  const gfp = maySleep === false ? ',"gfp":"atomic"' : '';
  return `"device":${JSON.stringify(device)},"do":"alloc","id":${JSON.stringify(buffer())},"size":${size}${gfp}`;
}

function whereFrom({ dma, from, exact }: Allocation): string {
  return `"ok":true,"dma":"${hex(dma)}","from":"${from}"${exact ? '' : ',"exact":false'}`;
}
