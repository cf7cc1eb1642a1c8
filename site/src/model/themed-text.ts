// What a theme makes of a text's HTML on pages; feeds have the text as it is written.

import type { Mention } from "@courtyard/themes/contract.ts";
import type { Features, ImageSizes } from "@courtyard/themes/definition.ts";
import { escapeAttribute, GALLERY_SIZES, SIZES } from "../images/picture.ts";
import type { Body } from "../store/body-cache.ts";
import { withMargin } from "./margin.ts";

/** What a theme says of texts. */
export interface TextTheme {
  readonly features: Features;
  readonly imageSizes: ImageSizes;
}

/** A text as pages show it: pictures in the theme's sizes, and what it wants in the margin. */
export function themedText(
  body: Body,
  { features, imageSizes }: TextTheme,
  mentions: readonly Mention[],
): Body {
  const html = withMargin(sized(body.html, imageSizes), { features, mentions });
  return html === body.html ? body : { ...body, html };
}

function sized(html: string, { content = SIZES, gallery = GALLERY_SIZES }: ImageSizes): string {
  if (content === SIZES && gallery === GALLERY_SIZES) return html;
  return html
    .replaceAll(`sizes="${SIZES}"`, `sizes="${escapeAttribute(content)}"`)
    .replaceAll(`sizes="${GALLERY_SIZES}"`, `sizes="${escapeAttribute(gallery)}"`);
}
