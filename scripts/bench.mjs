// `npm run bench`: what the measurements need, then the measurements.
import { ensureBuild, ensureDependencies, run } from './prepare.mjs';

await ensureDependencies();
await ensureBuild();
process.exit(await run(process.execPath, ['--import', 'tsx', 'bench/run.ts', ...process.argv.slice(2)]));
