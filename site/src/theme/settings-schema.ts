// A theme's settings as JSON Schema, for editors and for forms that know nothing of themes.

import type { Setting } from "@courtyard/themes/definition.ts";
import { z } from "zod";
import { valueSchema } from "./setting-value.ts";
import type { DeclaredSettings } from "./theme-settings.ts";

/** An object's schema (2020-12) with a property for each setting. */
export function settingsJsonSchema({ settings, groups }: DeclaredSettings): {
  readonly type: "object";
  readonly [key: string]: unknown;
} {
  const properties = Object.fromEntries(
    [...settings].map(([name, setting]) => [name, property(setting)]),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties,
    additionalProperties: false,
    "x-groups": Object.fromEntries(groups),
  };
}

function property(setting: Setting): Record<string, unknown> {
  const { label, help, group, when, type } = setting;
  const { $schema: _, ...value } = z.toJSONSchema(valueSchema(setting), {
    io: "input",
    unrepresentable: "any",
  });
  return {
    title: label.en,
    ...(help ? { description: help.en } : {}),
    anyOf: [value, { type: "null" }],
    ...("default" in setting && setting.default !== undefined ? { default: setting.default } : {}),
    "x-type": type,
    "x-label": label,
    ...(help ? { "x-help": help } : {}),
    ...(group ? { "x-group": group } : {}),
    ...(when ? { "x-when": when } : {}),
  };
}
