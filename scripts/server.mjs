// The server and nothing around it, as `npm start`, the container and the browser tests run it:
// `node scripts/server.mjs -H 127.0.0.1 -p 3000`. It needs a build.
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { isOfApi, placeBuild, withBasePath } from './base-path.mjs';
import { hostsAnswered } from './hosts.mjs';
import { createHttpServer } from './http-server.mjs';

process.env.NODE_ENV ??= 'production';
const argument = (name) => process.argv[process.argv.indexOf(name, 2) + 1] ?? '';
const host = process.argv.includes('-H') ? argument('-H') : '0.0.0.0';
const port = Number(process.argv.includes('-p') ? argument('-p') : (process.env.PORT ?? 3000));

const isOpen = /^(none)?$/i.test(process.env.EYEPIECE_AUTH ?? '') && !/^(127\.|localhost$|::1$)/.test(host);
if (isOpen)
  process.stderr.write('eyepiece: nobody signs in (EYEPIECE_AUTH=none): anyone who reaches it sees everything.\n');

const next = createRequire(import.meta.url)('next');
// Next.js would take connections that are to become others, and leave them open: it is given nowhere to listen for them.
const app = next({ dev: false, dir: placeBuild(), hostname: host, port, httpServer: new EventEmitter() });
const answer = app.getRequestHandler();
const ready = app.prepare();
ready.catch(fail);

const server = createHttpServer({
  answersFor: hostsAnswered(process.env, host),
  isOfApi,
  async serve(request, response) {
    await ready;
    // A proxy that takes the prefix off and one that leaves it are served alike.
    request.url = withBasePath(request.url);
    await answer(request, response);
  },
});
server.once('error', fail);
server.listen(port, host);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);

/** What is being answered is answered first; then nobody waits for what its connection could ask more. */
function stop() {
  server.keepAliveTimeout = 1;
  server.close(async () => {
    await app.close();
    process.exit(0);
  });
}

function fail(error) {
  process.stderr.write(`eyepiece: it cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
