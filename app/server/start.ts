// Start-up: a configuration that cannot work ends the process with every mistake named.
import 'server-only';
import { getLive } from './live';

export function startServer(): void {
  try {
    getLive();
  } catch (error) {
    process.stderr.write(`eyepiece: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
