/** Kernels by how they print events (spec 10). */
export type TraceKernel = '4.14' | '5.10' | '6.1' | '6.12' | '7.2';

/** How the lines of a trace look: of tracefs, of trace-cmd, of perf, or of tp_printk in a kernel's log. */
export type TraceTool = 'tracefs' | 'trace-cmd' | 'perf' | 'dmesg';

export interface TraceTextOptions {
  readonly kernel: TraceKernel;
  readonly tool?: TraceTool;
}

interface DmaAlloc {
  readonly event?: 'dma_alloc' | 'dma_alloc_pages';
  readonly device: string;
  /** Undefined: it failed. */
  readonly dma: bigint | undefined;
  readonly size: number;
  readonly flags?: string;
  readonly attrs?: string;
}

interface CmaAlloc {
  readonly area: string;
  readonly pages: number;
  readonly align: number;
  /** Undefined: it failed. */
  readonly pfn: bigint | undefined;
}

const null64 = '0000000000000000';
const pointer = '00000000deadbeef';

/** Writes events as a kernel of a version prints them, in the lines of one of the tools. */
export class TraceText {
  readonly lines: string[] = [];
  readonly #kernel: TraceKernel;
  readonly #tool: TraceTool;
  #microseconds = 12_000_100;

  constructor({ kernel, tool = 'tracefs' }: TraceTextOptions) {
    this.#kernel = kernel;
    this.#tool = tool;
    if (tool === 'tracefs') this.lines.push('# tracer: nop', '#');
    if (tool === 'trace-cmd') this.lines.push('cpus=4');
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  get hasDmaEvents(): boolean {
    return this.#kernel === '6.12' || this.#kernel === '7.2';
  }

  dmaAlloc({ event = 'dma_alloc', device, dma, size, flags = 'GFP_KERNEL', attrs = '' }: DmaAlloc): void {
    const virt = dma === undefined ? null64 : pointer;
    this.event(
      'dma',
      event,
      `${device} dir=BIDIRECTIONAL dma_addr=${(dma ?? 0n).toString(16)} size=${size} virt_addr=${virt} flags=${flags} attrs=${attrs}`,
    );
  }

  dmaFree(
    device: string,
    dma: bigint,
    size: number,
    event: 'dma_free' | 'dma_free_pages' = 'dma_free',
  ): void {
    this.event(
      'dma',
      event,
      `${device} dir=BIDIRECTIONAL dma_addr=${dma.toString(16)} size=${size} virt_addr=${pointer} attrs=`,
    );
  }

  /** @param dma undefined: it failed */
  map(device: string, phys: bigint, dma: bigint | undefined, size: number): void {
    const at = dma === undefined ? 'ffffffffffffffff' : dma.toString(16);
    const event = this.#kernel === '7.2' ? 'dma_map_phys' : 'dma_map_page';
    const what = `dma_addr=${at} size=${size} phys_addr=${phys.toString(16)}`;
    this.event('dma', event, `${device} dir=BIDIRECTIONAL ${what} attrs=`);
  }

  unmap(device: string, dma: bigint, size: number): void {
    const event = this.#kernel === '7.2' ? 'dma_unmap_phys' : 'dma_unmap_page';
    this.event('dma', event, `${device} dir=BIDIRECTIONAL dma_addr=${dma.toString(16)} size=${size} attrs=`);
  }

  cmaAlloc({ area, pages, align, pfn }: CmaAlloc): void {
    const page = pfn === undefined ? null64 : pointer;
    const kernel = this.#kernel;
    if (kernel === '4.14' || kernel === '5.10') {
      const at = pfn === undefined ? 'ffffffffffffffff' : pfn.toString(16);
      this.event('cma', 'cma_alloc', `pfn=${at} page=${page} count=${pages} align=${align}`);
      return;
    }
    const start =
      kernel === '7.2'
        ? `request_count=${pages} available_count=2048 total_count=2048 align=${align}`
        : `count=${pages} align=${align}`;
    this.event('cma', 'cma_alloc_start', `name=${area} ${start}`);
    const none = kernel === '7.2' ? '0' : 'ffffffffffffffff';
    const error = kernel === '6.1' ? '' : ` errorno=${pfn === undefined ? -12 : 0}`;
    this.event(
      'cma',
      'cma_alloc_finish',
      `name=${area} pfn=0x${pfn?.toString(16) ?? none} page=${page} count=${pages} align=${align}${error}`,
    );
  }

  cmaRelease(area: string, pfn: bigint, pages: number): void {
    const old = this.#kernel === '4.14' || this.#kernel === '5.10';
    const who = old ? `pfn=${pfn.toString(16)}` : `name=${area} pfn=0x${pfn.toString(16)}`;
    this.event('cma', 'cma_release', `${who} page=${pointer} count=${pages}`);
  }

  /** Any event by its text. */
  event(system: string, name: string, text: string): void {
    this.#microseconds += 100;
    const seconds = Math.floor(this.#microseconds / 1e6);
    const rest = String(this.#microseconds % 1e6).padStart(6, '0');
    // 5.10 has four characters of flags, later kernels five.
    const flags = this.#kernel === '5.10' || this.#kernel === '4.14' ? '....' : '.....';
    const time = `${String(seconds).padStart(5)}.${rest}`;
    const line = {
      tracefs: `${'kworker/u8:2-ev'.padStart(16)}-412     [002] ${flags} ${time}: ${name}: ${text}`,
      'trace-cmd': `${'v4l2-ctl'.padStart(16)}-900   [001] ${time}: ${`${name}:`.padEnd(21)}${text}`,
      perf: `${'v4l2-ctl'.padEnd(15)}   900 [001] ${time}:     ${`${system}:${name}`}: ${text}`,
      dmesg: `[${time}] ${name}: ${text}`,
    }[this.#tool];
    this.lines.push(line);
  }
}
