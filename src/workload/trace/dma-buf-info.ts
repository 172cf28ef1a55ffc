/** A buffer of /sys/kernel/debug/dma_buf/bufinfo. */
export interface DmaBufFact {
  /** Of the file, from 1. */
  readonly line: number;
  /** Bytes. */
  readonly size: number;
  readonly exporter: string;
  readonly inode: string;
  readonly name: string | undefined;
  /** Devices that attached it, as the kernel calls them. */
  readonly attached: readonly string[];
}

export interface DmaBufInfo {
  readonly buffers: readonly DmaBufFact[];
  /** What the file says at its end; undefined: it has none, and is cut. */
  readonly total: { readonly buffers: number; readonly bytes: number } | undefined;
}

// size, flags, mode, count, exp_name, inode, name: dma_buf_debug_show(); before 5.3 there are no inode and name.
const row =
  /^(\d{1,15})\s+[0-9a-f]{1,8}\s+[0-9a-f]{1,8}\s+\d{1,10}\s+(\S.{0,99}?)(?:\s+(\d{1,20})\s+(\S.{0,99}?))?\s*$/;
const totalLine = /^Total (\d{1,10}) objects, (\d{1,18}) bytes/;

const mostBuffers = 100_000;

/** Reads bufinfo; lines that say nothing of size or device are passed over. */
export function readDmaBufInfo(text: string): DmaBufInfo {
  const buffers: DmaBufFact[] = [];
  let attached: string[] | undefined;
  let total: DmaBufInfo['total'];
  for (const [index, line] of text.split('\n').entries()) {
    const ends = totalLine.exec(line);
    if (ends !== null) total = { buffers: Number(ends[1]), bytes: Number(ends[2]) };
    const found = row.exec(line);
    if (found !== null && buffers.length < mostBuffers) {
      const [, size, exporter = '', inode = '', name] = found;
      attached = [];
      const own = name === '<none>' ? undefined : name;
      buffers.push({ line: index + 1, size: Number(size), exporter, inode, name: own, attached });
      continue;
    }
    if (/^Total \d+ (?:devices|objects)/.test(line)) continue;
    const [, device] = /^\t(\S+)\s*$/.exec(line) ?? [];
    if (device !== undefined && !device.endsWith(':')) attached?.push(device);
  }
  return { buffers, total };
}
