import { audio } from './audio.ts';
import { camera } from './camera.ts';
import { decoder } from './decoder.ts';
import { display } from './display.ts';
import { encoder } from './encoder.ts';
import { gpu } from './gpu.ts';
import { network } from './network.ts';
import { npu } from './npu.ts';
import { remoteproc } from './remoteproc.ts';
import { tee } from './tee.ts';
import type { Template } from './template.ts';

/** All templates, in the order of the documentation. */
export const templateTable: readonly Template[] = [
  display,
  camera,
  decoder,
  encoder,
  gpu,
  remoteproc,
  audio,
  network,
  npu,
  tee,
];
