// Reads texts of policies in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { readPolicyText } from '@/lib/policy/read-text';
import type { NamedText } from './policy-text';

const texts: readonly NamedText[] = workerData;
parentPort?.postMessage(texts.map(({ text, name }) => readPolicyText(text, name)));
