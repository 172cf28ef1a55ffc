import { dirname, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { Baseline, FileName } from '../../lint/baseline.ts';
import { diskFiles, type FileAccess } from '../../source/file-access.ts';
import { readFault } from './read-fault.ts';
import { good, type Setting, wrong } from './setting.ts';

const mostBytes = 64 << 20;

/** Files are named from the baseline's own folder, so that it does not matter from where the command runs. */
export function baselineFileName(path: string): FileName {
  const folder = dirname(resolve(path));
  return ({ place }) =>
    relative(folder, place.file.absolutePath ?? resolve(place.file.path))
      .split(sep)
      .join('/');
}

/** The findings that are known, from the file that a setting names. */
export function readBaselineFile(
  name: string,
  path: string,
  access: FileAccess = diskFiles,
): Setting<Baseline> {
  const bytes = access.read(path, mostBytes);
  if (typeof bytes === 'string') {
    const help = bytes === 'missing' ? '--update-baseline writes it.' : undefined;
    return wrong(`${name} ${path}: cannot be read (${readFault(bytes, mostBytes)}).`, help);
  }
  const counts = z.record(z.string(), z.record(z.string(), z.int().min(1)));
  const parsed = z.strictObject({ version: z.literal(1), files: counts }).safeParse(json(bytes));
  return parsed.success
    ? good(parsed.data)
    : wrong(`${name} ${path}: no baseline.`, 'Take the file away; then --update-baseline writes it anew.');
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
