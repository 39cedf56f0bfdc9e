// Answers a selection from objects whose fields are values or functions of their arguments.
import { type Field, GraphqlProblem, type Selection } from './parse-graphql.js';

/** `__typename` says what it is. */
export interface GraphqlObject {
  __typename: string;
  [field: string]: unknown;
}
export type Resolve = (args: Record<string, unknown>) => unknown;

export async function select(object: GraphqlObject, selection: Selection[]): Promise<Record<string, unknown>> {
  const answer: Record<string, unknown> = {};
  for (const part of selection) {
    if ('on' in part) {
      if (part.on === object.__typename) Object.assign(answer, await select(object, part.selection));
    } else answer[part.alias] = await fieldOf(object, part);
  }
  return answer;
}

async function fieldOf(object: GraphqlObject, field: Field): Promise<unknown> {
  if (!(field.name in object)) {
    throw new GraphqlProblem(`Field '${field.name}' doesn't exist on type '${object.__typename}'`, 'undefinedField');
  }
  const found = object[field.name];
  const value = typeof found === 'function' ? await (found as Resolve)(field.args) : found;
  return shaped(value, field);
}

async function shaped(value: unknown, field: Field): Promise<unknown> {
  if (value === null) return null;
  if (Array.isArray(value)) return Promise.all(value.map((one) => shaped(one, field)));
  const isObject = typeof value === 'object';
  if (isObject !== (field.selection !== null)) {
    throw new GraphqlProblem(
      isObject ? `Field '${field.name}' must have selections` : `Selections can't be made on '${field.name}'`,
    );
  }
  return isObject && field.selection ? select(value as GraphqlObject, field.selection) : value;
}

/** A list as GitHub gives it: `first` of it behind `after`. One of the two ends has to be asked for. */
export function connection(name: string, all: GraphqlObject[]): Resolve {
  return ({ first, last, after }) => {
    if (first === undefined && last === undefined) {
      throw new GraphqlProblem(
        `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
      );
    }
    const start = typeof after === 'string' ? Number(Buffer.from(after, 'base64').toString()) : 0;
    const size = Number(first ?? last);
    if (size > 100)
      throw new GraphqlProblem(`Requesting ${size} records on the connection exceeds the limit of 100 records.`);
    const nodes = last === undefined ? all.slice(start, start + size) : all.slice(-size);
    const end = start + nodes.length;
    return {
      __typename: `${name}Connection`,
      nodes,
      totalCount: all.length,
      pageInfo: {
        __typename: 'PageInfo',
        hasNextPage: last === undefined && end < all.length,
        hasPreviousPage: start > 0,
        endCursor: nodes.length === 0 ? null : Buffer.from(String(end)).toString('base64'),
        startCursor: null,
      },
    };
  };
}
