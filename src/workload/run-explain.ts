import { RecordedPath } from '../kernel/dma/decision-path.ts';
import type { Allocation, AllocFailure } from '../kernel/dma/types.ts';
import { hex } from '../memory/quantity.ts';
import type { Place } from '../source/place.ts';
import type { ExplainedOperation, ExplainTarget } from './run-result.ts';

/** Waits for the operation that `run --explain` asks about, and keeps the tests that the kernel makes in it. */
export class RunExplain {
  explained: ExplainedOperation | undefined;
  readonly #target: ExplainTarget | undefined;
  #path: RecordedPath | undefined;

  constructor(target: ExplainTarget | undefined) {
    this.#target = target;
  }

  /** Whether the operation may still come; while not, nobody need ask. */
  get isWaiting(): boolean {
    return this.#target !== undefined && this.#path === undefined;
  }

  /** A recorder for this operation, if it is the one; `name` is asked only where buffers are looked for. */
  pathFor(operation: number, name: () => string | undefined): RecordedPath | undefined {
    if (this.#target === undefined || this.#path !== undefined) return undefined;
    const isMeant =
      this.#target.kind === 'operation'
        ? this.#target.operation === operation
        : this.#target.buffer === name();
    if (!isMeant) return undefined;
    this.#path = new RecordedPath();
    return this.#path;
  }

  end(operation: Omit<ExplainedOperation, 'steps'>): void {
    this.explained = { ...operation, steps: this.#path?.steps ?? [] };
  }
}

/** What an explained allocation came to. */
export function explainedAlloc(
  setting: {
    readonly operation: number;
    readonly device: string;
    readonly id: string;
    readonly size: number;
    readonly place: Place;
  },
  result:
    | { readonly ok: true; readonly allocation: Allocation }
    | { readonly ok: false; readonly failure: AllocFailure },
): Omit<ExplainedOperation, 'steps'> {
  const outcome = result.ok ? gave(result.allocation) : result.failure.message;
  return { ...setting, name: 'alloc', ok: result.ok, outcome };
}

function gave({ from, dma, pages, exact }: Allocation): string {
  const count = `${pages} ${pages === 1 ? 'page' : 'pages'}`;
  return `${count} from ${from}, at ${hex(dma)} for the device${exact ? '' : ' (modelled)'}`;
}
