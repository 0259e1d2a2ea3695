// The live side in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { createLive } from '@/lib/live/create-live';
import { serveLive } from '@/lib/live/thread/remote-live';

if (parentPort) serveLive(createLive(workerData), parentPort);
