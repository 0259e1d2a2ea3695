// Many readers of /api/v1/live in a process of their own: they take every byte and look at none, so that what they cost
// is not taken for the server's. Called with the address and the queries as JSON; says `open` once all have their first
// frame, and ends with its standard input.
import { get } from 'node:http';

const [baseUrl = '', queries = '[]'] = process.argv.slice(2);

await Promise.all((JSON.parse(queries) as readonly string[]).map(open));
process.stdout.write('open\n');
process.stdin.on('end', () => process.exit(0)).resume();

function open(query: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${baseUrl}/api/v1/live?${query}`, { agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`answered ${response.statusCode}`));
      response.once('data', () => resolve());
      response.resume();
    }).once('error', reject);
  });
}
