// The server and nothing around it, as `npm start`, the container and the browser tests run it:
// `node scripts/server.mjs -H 127.0.0.1 -p 3000`. It needs a build.
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { placeBuild, withBasePath } from './base-path.mjs';

// Told before anything answers. A proxy that takes the prefix off and one that leaves it are served alike.
subscribe('http.server.request.start', ({ request }) => {
  request.url = withBasePath(request.url);
});

const host = process.argv[process.argv.indexOf('-H') + 1] ?? '';
const isOpen = /^(none)?$/i.test(process.env.EYEPIECE_AUTH ?? '') && !/^(127\.|localhost$|::1$)/.test(host);
if (isOpen)
  process.stderr.write('eyepiece: nobody signs in (EYEPIECE_AUTH=none): anyone who reaches it sees everything.\n');

process.argv.splice(2, 0, 'start', placeBuild());
createRequire(import.meta.url)('next/dist/bin/next');
