// Reads texts of policies in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { readPolicyText } from '@/lib/policy/read-text';
import type { PolicyTexts } from './policy-text';

const { texts }: PolicyTexts = workerData;
parentPort?.postMessage(texts.map(({ text, name }) => readPolicyText(text, name)));
