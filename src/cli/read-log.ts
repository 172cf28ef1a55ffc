import type { KernelLogFile } from '../project/against/kernel-log.ts';
import { diskFiles, type FileFault } from '../source/file-access.ts';
import { isStream, readStream, standardInput, streamName } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** Logs of many boots one after the other are larger, and none that one looks at. */
const mostBytes = 64 << 20;

const faults: Readonly<Record<FileFault, string>> = {
  missing: 'no such file',
  folder: 'it is a folder',
  unreadable: 'permission denied',
  'too-large': `larger than ${mostBytes >> 20} MiB`,
  special: 'no regular file',
};

/**
 * The kernel log that `--against` names.
 *
 * @throws UsageError for a file that cannot be read, or holds none
 */
export async function readLog(path: string): Promise<KernelLogFile> {
  const { readKernelLog } = await import('../project/against/kernel-log.ts');
  const log = readKernelLog(textOf(path));
  if (log === undefined) {
    throw new UsageError(
      `--against ${streamName(path)}: there is no kernel log in it.`,
      'Give what dmesg, journalctl -k or a serial console printed.',
    );
  }
  if (log.messages.length === 0 && !log.hasBeginning) {
    throw new UsageError(
      `--against ${streamName(path)}: the log's beginning is missing, and with it all that it said of reserved memory.`,
      'Boot with log_buf_len=1M, or take the log by journalctl -k.',
    );
  }
  return log;
}

function textOf(path: string): string {
  const input = path === '-' ? standardInput : path;
  const bytes = isStream(input) ? readStream(input) : diskFiles.read(input, mostBytes);
  if (typeof bytes === 'string')
    throw new UsageError(`--against ${path}: cannot be read (${faults[bytes]}).`);
  return new TextDecoder().decode(bytes);
}
