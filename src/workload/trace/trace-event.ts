/** dma_map_*() direction, as operation logs write it. */
export type TraceDirection = 'bidirectional' | 'toDevice' | 'fromDevice' | 'none';

/** Addresses are plain numbers: none has more than 53 bits, and all ones is `undefined`. */
export type TraceEvent =
  | {
      readonly kind: 'alloc';
      readonly call: 'coherent' | 'pages';
      readonly device: string;
      readonly size: number;
      /** Undefined: it failed. */
      readonly dma: number | undefined;
      readonly gfp: 'atomic' | 'nowait' | 'dma' | 'dma32' | undefined;
      readonly attrs: readonly string[];
    }
  | {
      readonly kind: 'free';
      readonly device: string;
      readonly size: number;
      /** Undefined: what is freed is NULL. */
      readonly dma: number | undefined;
    }
  | {
      readonly kind: 'map';
      readonly device: string;
      readonly size: number;
      readonly phys: number;
      /** Undefined: it failed. */
      readonly dma: number | undefined;
      readonly direction: TraceDirection;
      readonly call: 'page' | 'resource';
      readonly attrs: readonly string[];
    }
  | { readonly kind: 'unmap'; readonly device: string; readonly size: number; readonly dma: number }
  | {
      readonly kind: 'mapSg';
      readonly device: string;
      readonly entries: readonly { readonly phys: number; readonly size: number }[];
      readonly dma: number;
      readonly direction: TraceDirection;
      readonly attrs: readonly string[];
    }
  | { readonly kind: 'unmapSg'; readonly device: string; readonly phys: number }
  | {
      readonly kind: 'sync';
      readonly device: string;
      readonly dma: number;
      /** Undefined: all of a list. */
      readonly size: number | undefined;
      readonly for: 'cpu' | 'device';
      readonly direction: TraceDirection;
    }
  | { readonly kind: 'cmaStart'; readonly area: string; readonly pages: number }
  | {
      readonly kind: 'cmaFinish';
      /** Undefined: this kernel does not tell. */
      readonly area: string | undefined;
      readonly pages: number;
      /** Undefined: it failed. */
      readonly pfn: number | undefined;
    }
  | { readonly kind: 'cmaRelease'; readonly pages: number; readonly pfn: number }
  /** Understood, and no operation of its own. */
  | { readonly kind: 'other' }
  /** Understood, but the kernel tells too little of it for an operation. */
  | { readonly kind: 'leftOut'; readonly why: string };
