// Names every mistake of the environment before anything is built or served.
import { readConfig } from '@/lib/config/config';

const configured = readConfig(process.env);
if (!configured.ok) {
  for (const problem of configured.problems) process.stderr.write(`eyepiece: ${problem}\n`);
  process.exit(1);
}
