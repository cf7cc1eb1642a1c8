// The schemas of frontmatter and site.yaml as JSON Schema, for editors that complete and check.

import { z } from "zod";
import { frontmatterSchema } from "./frontmatter.ts";
import { type KnownKey, SYNONYMS } from "./frontmatter-keys.ts";
import { siteFile } from "./settings.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** A head's keys with all their names; a synonym says of which key it is one. */
export function frontmatterJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(frontmatterSchema, { io: "input" });
  const own = schema.properties ?? {};
  const properties: Record<string, unknown> = {};
  for (const [key, others] of Object.entries(SYNONYMS)) {
    const known = own[key as KnownKey];
    // An empty value counts as none, as templates leave it.
    const rule = known === undefined ? {} : { anyOf: [known, { type: "null" }, { const: "" }] };
    const description = typeof known === "object" ? known.description : undefined;
    properties[key] = { description: description ?? "Kept for themes.", ...rule };
    for (const name of others) properties[name] = { description: `The same as ${key}.`, ...rule };
  }
  // Jekyll's switch shares its name with a date.
  const published = own.date ?? {};
  properties.published = {
    description: "A date, the same as date; false is the same as draft: true.",
    anyOf: [published, { type: "boolean" }, { type: "null" }, { const: "" }],
  };
  return { ...schema, title: "Courtyard: the head of a post or page", properties };
}

/** The keys of site.yaml. */
export function siteJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(siteFile, { io: "input", unrepresentable: "any" });
  return { ...schema, title: "Courtyard: site.yaml" };
}
