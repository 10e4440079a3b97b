/** The floor: node:http with one file in memory and its tag, nothing else. `<file> <etag>`; says its port. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [file = '', etag = ''] = process.argv.slice(2);
const body = readFileSync(file);
const headers = { etag, 'cache-control': 'private, max-age=31536000, immutable', 'content-type': 'application/gzip' };
const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
  else response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
