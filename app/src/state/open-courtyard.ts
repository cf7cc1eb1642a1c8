// Wires the state of a paired device: storage, line, and the parts over both. No user interface: the
// views, the scenario tests and any other program drive the same thing.

import { originOf } from "@courtyard/protocol/address.ts";
import { formatIdentityLog, verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { comparePin } from "@courtyard/protocol/pin.ts";
import type { ChatMessage } from "@courtyard/protocol/private-payload.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { webBackend } from "@courtyard/protocol/web/ed25519.ts";
import { type DeviceLink, type LinkState, openDeviceLink } from "../transport/device-link.ts";
import type { OpenSocket } from "../transport/socket-port.ts";
import { type AuthorOfPage, createAuthorOfPage } from "./author-of-page.ts";
import { type Chat, createChat } from "./chat.ts";
import { type Comments, createComments } from "./comments.ts";
import { type Contacts, createContacts, type Person } from "./contacts.ts";
import type { Core } from "./core.ts";
import { createDeskQuestions } from "./desk-questions.ts";
import { type DeviceRow, deviceSigner } from "./device.ts";
import { createHistory, type History } from "./history.ts";
import { createInbox } from "./inbox.ts";
import { createModeration, type Moderation } from "./moderation.ts";
import { createNotifier, type Notifier } from "./notifier.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createOutgoing } from "./outgoing.ts";
import { createPrekeys } from "./prekeys.ts";
import { createRevocations, type Revocations } from "./revocations.ts";
import { createStandings, type Standings } from "./standing.ts";
import type { AppStorage } from "./storage-port.ts";
import { createSiteTheme, type SiteTheme } from "./theme-settings.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createWriting, type Writing } from "./writing.ts";

/** Everything a paired device can do. */
export interface Courtyard extends AsyncDisposable {
  readonly device: DeviceRow;
  readonly storage: AppStorage;
  readonly link: Pick<DeviceLink, "state" | "request" | "nudge">;
  readonly on: Notifier["on"];
  readonly contacts: Contacts;
  readonly standings: Standings;
  readonly revocations: Revocations;
  readonly chat: Chat;
  readonly history: History;
  readonly comments: Comments;
  readonly moderation: Moderation;
  readonly timeline: Timeline;
  readonly writing: Writing;
  readonly siteTheme: SiteTheme;
  readonly authorOfPage: AuthorOfPage;
}

export interface CourtyardOptions {
  readonly storage: AppStorage;
  readonly device: DeviceRow;
  readonly openSocket?: OpenSocket;
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => number;
  /** A new message by somebody else, once each. */
  readonly onMessage?: (message: ChatMessage, person: Person) => void;
}

/** How often what waits for a later moment is tried again while the line is open. */
const ROUND = 60_000;

/** Opens the state and the line. Dispose to end the line; the storage stays the caller's. */
export async function openCourtyard(options: CourtyardOptions): Promise<Courtyard> {
  const { storage, device, openSocket, now = Date.now, onMessage = () => {} } = options;
  const { notify, on } = createNotifier();
  const signer = await deviceSigner(device);
  let link: DeviceLink | undefined;
  const away = { ok: false, code: "timeout" } as const;
  const core: Core = {
    device,
    signer,
    storage,
    now,
    notify,
    inTurn: oneAtATime(),
    link: {
      request: (method, params) => link?.request(method, params) ?? Promise.resolve(away),
      deliver: (envelope) => link?.deliver(envelope) ?? Promise.resolve(away),
    },
  };
  const contacts = createContacts(core);
  const prekeys = createPrekeys(core);
  const outgoing = createOutgoing(core);
  const chat = createChat(core, contacts, outgoing);
  const history = createHistory(core, chat, outgoing);
  const isLinked = () => link?.state.kind === "ready";
  const questions = createDeskQuestions({ ...core, isLinked }, chat);
  const inbox = createInbox(core, contacts, prekeys, {
    onHistory: history.onPage,
    onDesk: questions.onAnswer,
    onMessage,
  });
  const writing = createWriting({ ...core, on }, questions);

  const timeline = createTimeline(core);

  async function ownIdentity() {
    const self = await contacts.known(device.me);
    if (!self) throw new Error("the own identity is not on this device");
    return self.identity;
  }

  const quietly = (task: Promise<unknown>) => void task.catch((cause) => console.error(cause));

  async function greet(): Promise<void> {
    await outgoing.flush();
    await contacts.refreshSelf();
    await prekeys.rotate();
    await inbox.open();
    await outgoing.reconcile();
    notify("timeline", "moderation", "follows");
    quietly(writing.look());
    if ((await storage.get("settings", "history")) === undefined) {
      await storage.write([{ shelf: "settings", key: "history", value: "asked" }]);
      await history.ask();
    }
  }

  let wasReady = false;
  function onState(state: LinkState): void {
    notify("link");
    if (state.kind === "ready" && !wasReady) quietly(greet());
    wasReady = state.kind === "ready";
  }

  link = openDeviceLink({
    address: device.address,
    kid: device.kid,
    signer,
    identity: ownIdentity,
    now,
    onState,
    onQueued: async (items) => {
      await inbox.receive(items);
      quietly(inbox.open());
    },
    onEvent: (event, data) => {
      if (event === "outbox") quietly(outgoing.onOutbox(data));
      if (event === "timeline") notify("timeline");
      if (event === "comment.pending") notify("moderation");
      if (event === "identity.alarm") notify("contacts");
    },
    onStrangeServer: () => adoptOwnLog({ ...options, contacts }),
    ...(openSocket && { openSocket }),
  });

  const round = setInterval(() => {
    if (link?.state.kind !== "ready") return;
    quietly(inbox.open());
    quietly(prekeys.rotate());
  }, ROUND);

  return {
    device,
    storage,
    link,
    on,
    contacts,
    standings: createStandings(core),
    revocations: createRevocations(core, contacts, chat, outgoing),
    chat,
    history,
    comments: createComments(core, outgoing),
    moderation: createModeration(core),
    timeline,
    writing,
    siteTheme: createSiteTheme(questions),
    authorOfPage: createAuthorOfPage(core, timeline),
    async [Symbol.asyncDispose]() {
      clearInterval(round);
      writing[Symbol.dispose]();
      questions[Symbol.dispose]();
      await link?.[Symbol.asyncDispose]();
    },
  };
}

/**
 * The sidecar has a key that the stored log does not know: its machine may have been replaced, and the
 * vault has said so in a longer log. Only one that extends the pinned log is taken.
 */
async function adoptOwnLog({
  storage,
  device,
  contacts,
  fetch = globalThis.fetch,
}: CourtyardOptions & { contacts: Contacts }): Promise<void> {
  const url = new URL("/.well-known/courtyard/identity.jsonl", originOf(device.address));
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) return;
  const identity = await verifyIdentityLog(await response.text(), webBackend);
  const self = await contacts.known(device.me);
  if (!self || isRefusal(identity)) return;
  const seen = comparePin(self.contact.pin, identity);
  if (isRefusal(seen)) return;
  const log = formatIdentityLog(identity);
  const value = { ...self.contact, log, pin: seen.pin };
  await storage.write([{ shelf: "contacts", key: device.me, value }]);
}
