// A page of another site that shows embedded views, and the examples of docs/embedding.md as such pages.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { freePort } from '../support/app';

export interface Portal {
  /** On `localhost`, which is another site than 127.0.0.1. */
  readonly origin: string;
  /** The address of a page with this body, and this Content-Security-Policy where it has one. */
  readonly page: (body: string, policy?: string) => string;
  readonly stop: () => void;
}

export async function startPortal(port?: number): Promise<Portal> {
  const at = port ?? (await freePort());
  const pages: { readonly body: string; readonly policy: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1))];
    if (!page) return response.writeHead(404).end();
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        ...(page.policy !== undefined && { 'content-security-policy': page.policy }),
      })
      .end(`<!doctype html><html lang="en"><title>Portal</title><body>${page.body}</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const origin = `http://localhost:${at}`;
  return {
    origin,
    page: (body, policy) => `${origin}/${pages.push({ body, policy }) - 1}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A code block of a page of docs by the word after its language, with the server where the example has one. */
export function example(name: string, server: string, doc = 'embedding.md'): string {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../docs', doc), 'utf8');
  const block = new RegExp(`^\`\`\`\\w+ ${name}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(text)?.[1];
  if (block === undefined) throw new Error(`docs/${doc} has no example "${name}"`);
  return block.replaceAll('https://eyepiece.example', server);
}
