/** The JSON Schema of `links.yaml`, for editors: what a file may say, option by option. Rules between options are left to `holdfast check`. */
import { z } from 'zod';
import { audit } from '../contract/options/audit.ts';
import { jsonSchema } from '../contract/options/json-schema.ts';
import type { JsonSchema } from '../contract/options/json-schema.ts';
import { linkFields } from '../contract/options/link.ts';
import { listenerFields } from '../contract/options/listener.ts';
import { groupOptions, intensity } from '../contract/options/restart.ts';
import { dials } from '../contract/options/supervise.ts';
import { childKeys } from './group.ts';
import { isMap } from './part.ts';
import { pemOptions } from './pem-files.ts';
import { shippedTemplates } from './shipped.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

const pemFile: JsonSchema = {
  type: 'object',
  description: 'A PEM file beside this one, or below its folder.',
  properties: { file: { type: 'string', description: 'Its path, relative to this file.' } },
  required: ['file'],
  additionalProperties: false,
};

/** Where PEM text may stand, in a file its path may stand too. */
function orFile(pem: JsonSchema): JsonSchema {
  const { description, ...text } = pem;
  const branches = (text.anyOf ?? [text]).map((one) =>
    one.type === 'array' ? { ...one, items: { anyOf: [one.items as JsonSchema, pemFile] } } : one,
  );
  return { ...(description !== undefined && { description }), anyOf: [...branches, pemFile] };
}

/** @param name of the option that this is the schema of */
function withPemFiles(json: unknown, name = ''): unknown {
  if (Array.isArray(json)) return json.map((one) => withPemFiles(one, name));
  if (!isMap(json)) return json;
  const entries = Object.entries(json).map(([key, part]) => {
    if (key !== 'properties' || !isMap(part)) return [key, withPemFiles(part, name)];
    const options = Object.entries(part).map(([option, one]) => [
      option,
      name === 'tls' && pemOptions.has(option) ? orFile(one as JsonSchema) : withPemFiles(one, option),
    ]);
    return [key, Object.fromEntries(options) as object];
  });
  return Object.fromEntries(entries) as object;
}

const propertiesOf = (fields: z.ZodObject): Properties =>
  (withPemFiles(jsonSchema(fields)) as { properties: Properties }).properties;

/** Parts of a map may stand in a template. What has one part alone, such as `{ hex }`, is written whole. */
function inParts(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(inParts);
  if (!isMap(json)) return json;
  const several = isMap(json['properties']) && Object.keys(json['properties']).length > 1;
  const entries = Object.entries(json)
    .filter(([key]) => key !== 'required' || !several)
    // Without its `type` a map may be of more than one.
    .map(([key, part]) => [key === 'oneOf' ? 'anyOf' : key, inParts(part)]);
  return Object.fromEntries(entries) as object;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const pointer = (where: string, name: string): JsonSchema => ({ $ref: `#/$defs/${where}/properties/${name}` });

/** What is told there already is pointed at. */
const sharing = (own: Properties, known: Properties, where: string): Properties =>
  Object.fromEntries(
    Object.entries(own).map(([name, json]) => [name, same(json, known[name]) ? pointer(where, name) : json]),
  );

const extending: JsonSchema = {
  description:
    'Templates to begin with: one of this file’s `templates:`, one of the package (`holdfast templates` lists them), or file.yaml#name. Of a list the later ones are laid upon the earlier, and the options given here upon all.',
  anyOf: [{ $ref: '#/$defs/reference' }, { type: 'array', items: { $ref: '#/$defs/reference' } }],
};

const map = (properties: Properties, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...(required.length > 0 && { required: [...required] }),
});

const partly = (properties: Properties): Properties => ({ extends: extending, ...(inParts(properties) as Properties) });

/** Whole, or upon what it extends. */
const entry = (kind: 'link' | 'listener'): JsonSchema => ({
  anyOf: [{ $ref: `#/$defs/${kind}` }, { $ref: `#/$defs/${kind}InParts` }],
});

const named = (description: string, one: JsonSchema): JsonSchema => ({
  type: 'object',
  description,
  minProperties: 1,
  additionalProperties: one,
});

/** A template is of links, of listeners, or of both. */
function eitherOf(link: Properties, listener: Properties): Properties {
  const names = new Set([...Object.keys(link), ...Object.keys(listener)]);
  const entries = Array.from(names, (name) => {
    const ofLink = name in link ? [pointer('linkInParts', name)] : [];
    const ofListener = name in listener && !same(link[name], listener[name]) ? [pointer('listenerInParts', name)] : [];
    const [first = {}, ...others] = [...ofLink, ...ofListener];
    return [name, others.length === 0 ? first : { anyOf: [first, ...others] }] as const;
  });
  return Object.fromEntries(entries);
}

/** What stands in a group, or at the top. */
const children: Properties = {
  links: named('Links by name: lines to peers.', entry('link')),
  listeners: named('Listeners by name: places where many peers dial us.', entry('listener')),
  groups: named(
    'Groups by name: links, listeners and groups with a strategy and a restart budget that they share. They are started in the order of the file.',
    { $ref: '#/$defs/group' },
  ),
};

const someChild: JsonSchema[] = childKeys.map((key) => ({ required: [key] }));

/** Draft 2020-12. */
export function fileSchema(): JsonSchema {
  const link = propertiesOf(linkFields);
  const listener = propertiesOf(listenerFields);
  const [linkInParts, listenerInParts] = [partly(link), partly(listener)];
  const supervisor = jsonSchema(z.strictObject({ dials: dials.optional(), intensity: intensity.optional(), audit }));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'holdfast: links.yaml',
    ...map({
      ...children,
      templates: named('Options by name, for `extends`.', { $ref: '#/$defs/template' }),
      ...(supervisor.properties as Properties),
    }),
    anyOf: [...someChild, { required: ['templates'] }],
    $defs: {
      link: map(link, ['to', 'framing']),
      linkInParts: map(sharing(linkInParts, link, 'link'), ['extends']),
      listener: map(sharing(listener, link, 'link'), ['on', 'framing']),
      listenerInParts: map(sharing(sharing(listenerInParts, linkInParts, 'linkInParts'), listener, 'listener'), [
        'extends',
      ]),
      group: { ...map({ ...(jsonSchema(groupOptions).properties as Properties), ...children }), anyOf: someChild },
      template: map(eitherOf(linkInParts, listenerInParts)),
      reference: {
        anyOf: [
          { enum: [...shippedTemplates().keys()] },
          { type: 'string', pattern: '^(?:[^#]+#)?[^#]+$', description: 'One of `templates:`, or file.yaml#name.' },
        ],
      },
    },
  };
}
