// Start-up: a configuration that cannot work ends the process with every mistake named. And its end: a server that is
// told to stop waits for its readers, and those of a stream would stay for ever.
import 'server-only';
import { getLive } from './live';

export function startServer(): void {
  try {
    const live = getLive();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void live.close());
  } catch (error) {
    process.stderr.write(`eyepiece: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
