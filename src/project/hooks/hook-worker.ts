import { insideWorker } from '../../source/worker-thread.ts';
import { HookServer } from './hook-server.ts';

// The program of a thread in which a file of hooks runs.
const { channel, data } = insideWorker();
await new HookServer(String(data), channel).serve();
