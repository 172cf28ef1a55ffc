import { parentPort, workerData } from 'node:worker_threads';
import type { AnalysisRequest, AnalysisStart } from './analysis-messages.ts';
import { Analyst } from './analyst.ts';

// The program of the thread in which boards are analysed.
const analyst = new Analyst(workerData as AnalysisStart, (answer) => parentPort?.postMessage(answer));
parentPort?.on('message', (request: AnalysisRequest) => analyst.take(request));
