/** What one would put in front of a folder of finished files: Fastify with @fastify/static. `<folder>`; says its port. */
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';

const server = fastify();
await server.register(fastifyStatic, { root: process.argv[2] ?? '' });
const address = await server.listen({ host: '127.0.0.1', port: 0 });
console.log(new URL(address).port);
