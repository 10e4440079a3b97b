/** The OpenAPI description's part that no validation needs: what a route answers, and who may ask. */
import type { FastifySchema, RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What 200 carries. */
    readonly answer?: Answer;
    /** Errors besides those that every route may give. */
    readonly errors?: Readonly<Record<number, string>>;
  }
}

export interface Answer {
  readonly type: string;
  /** What it is: a type of `contract.ts`, or words. */
  readonly is: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
export const json = (is: string): Answer => ({ type: JSON_TYPE, is });

type Described = { readonly schema: FastifySchema; readonly url: string };

/** As a `response` of the route itself, Fastify would serialize by it: here it is for the reader only. */
export function describeRoute({ schema, url, route }: Described & { readonly route: RouteOptions }): Described {
  const { access, answer, errors } = route.config ?? {};
  const own = schema?.response as Readonly<Record<string, unknown>> | undefined;
  if (schema === undefined || 'hide' in schema) return { schema, url };
  const error = (description: string) => ({ description, content: { [JSON_TYPE]: { schema: ERROR } } });
  const response = {
    ...(answer && { 200: { description: answer.is, content: { [answer.type]: { schema: shapeOf(answer) } } } }),
    ...own,
    ...(schema.params ? { 404: error('The archive holds no such thing') } : {}),
    ...(schema.params || schema.querystring || schema.body ? { 400: error('A parameter or the body is wrong') } : {}),
    ...(access === 'everybody' ? {} : { 401: error('No session') }),
    ...Object.fromEntries(Object.entries(errors ?? {}).map(([code, text]) => [code, error(text)])),
    421: error('The name in Host is not one of this service'),
  };
  const security = access === 'everybody' ? { security: [] } : {};
  return { schema: { ...schema, response, ...security } as FastifySchema, url };
}

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' }, remedy: { type: 'string' } },
} as const;

const shapeOf = ({ type, is }: Answer) =>
  type === JSON_TYPE ? { title: is } : { type: 'string', ...(type === 'application/gzip' ? { format: 'binary' } : {}) };
