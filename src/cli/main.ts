import { runCarveout } from './run-carveout.ts';

// What `launch.ts` starts.
void runCarveout(process.argv.slice(2));
