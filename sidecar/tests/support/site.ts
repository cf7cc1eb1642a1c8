import { createHash } from "node:crypto";
import {
  deltaOf,
  type FileEntry,
  type Manifest,
  type ManifestDelta,
  makeManifest,
} from "@courtyard/protocol/manifest.ts";
import type { TestSidecar } from "../harness.ts";
import type { TestDevice } from "./device.ts";
import type { TestPerson } from "./person.ts";
import { httpRequest, type TestResponse } from "./request.ts";

/** Path to text of a whole site. */
export type SiteFiles = Record<string, string | Uint8Array>;

/** What a publisher does, step by step. */
export interface TestPublisher {
  /** The version that was sent last. */
  readonly manifest: Manifest | null;
  /** Signs a version; it is not sent. */
  sign(
    files: SiteFiles,
    options?: SignOptions,
  ): Promise<{ delta: ManifestDelta; manifest: Manifest }>;
  post(delta: ManifestDelta): Promise<TestResponse>;
  put(bytes: string | Uint8Array, sha256?: string): Promise<TestResponse>;
  /** Everything: sign, send, upload what is needed, send again. The last answer. */
  publish(files: SiteFiles, options?: SignOptions): Promise<TestResponse>;
}

interface SignOptions {
  seq?: number;
  now?: number;
  activate?: number;
  by?: TestDevice;
  base?: Manifest | null;
}

const TYPES: Record<string, string> = {
  js: "text/javascript",
  html: "text/html",
  css: "text/css",
  xml: "application/xml",
  json: "application/json",
  txt: "text/plain",
  big5: "text/plain; charset=big5",
};

export function hashOf(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64url");
}

/** A page with a comment section, as the site writes it. */
export function postPage(body: string, lang = "en"): string {
  return `<!doctype html><html lang="${lang}"><title>${body}</title><main>${body}</main>
<section class="comments" id="comments" data-page="/posts/hello/"><!--courtyard:comments--><p class="comments-empty">None yet.</p><!--/courtyard:comments--></section></html>`;
}

export function entryOf(path: string, bytes: string | Uint8Array): FileEntry {
  const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  return { sha256: hashOf(bytes), size: Buffer.byteLength(bytes), type };
}

export function testPublisher(house: TestSidecar, person: TestPerson): TestPublisher {
  let sent: Manifest | null = null;
  const { host } = person.tenant;
  const put: TestPublisher["put"] = (bytes, sha256 = hashOf(bytes)) =>
    httpRequest(house.port, `/_courtyard/blob/${sha256}`, {
      host: `${host}:${house.port}`,
      method: "PUT",
      body: bytes,
      headers: { "content-length": String(Buffer.byteLength(bytes)) },
    });
  const post: TestPublisher["post"] = (delta) =>
    house.post(person.tenant, "/_courtyard/publish", delta);
  const sign: TestPublisher["sign"] = async (files, options = {}) => {
    const { by = person.vault, now = Date.now(), base = sent } = options;
    const entries = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => [path, entryOf(path, bytes)]),
    );
    const manifest = await makeManifest({
      files: entries,
      seq: options.seq ?? (sent?.header.seq ?? 0) + 1,
      kid: person.kid(by),
      signer: by.signer,
      now,
      ...(options.activate !== undefined && { activate: options.activate }),
    });
    return { manifest, delta: deltaOf(base, manifest) };
  };
  return {
    get manifest() {
      return sent;
    },
    sign,
    post,
    put,
    publish: async (files, options) => {
      const { delta, manifest } = await sign(files, options);
      let answer = await post(delta);
      if (answer.status === 202) {
        const byHash = new Map(Object.values(files).map((bytes) => [hashOf(bytes), bytes]));
        for (const sha256 of answer.json.need as string[]) {
          const uploaded = await put(byHash.get(sha256) ?? "");
          if (uploaded.status !== 204) return uploaded;
        }
        answer = await post(delta);
      }
      if (answer.status === 200) sent = manifest;
      return answer;
    },
  };
}
