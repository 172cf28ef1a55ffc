import { parseShard, type Shard } from '../../project/inputs/shard.ts';
import { UsageError } from '../usage-error.ts';

/** Each has its own heap. */
const mostJobs = 256;

/** @throws UsageError for what is no number of threads */
export function checkJobs(jobs: number | undefined): void {
  if (jobs !== undefined && !(Number.isSafeInteger(jobs) && jobs >= 1 && jobs <= mostJobs))
    throw new UsageError(`--jobs: a number from 1 to ${mostJobs}.`);
}

/** @throws UsageError for what is no part of several */
export function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const shard = parseShard(text);
  if (shard === undefined) throw new UsageError(`--shard ${text}: write I/N, such as 1/4 … 4/4.`);
  return shard;
}
