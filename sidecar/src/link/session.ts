import {
  type Frame,
  type FrameOf,
  parseFrameFrom,
  readFrameJson,
  refuseFrameOf,
  replyIdOf,
} from "@courtyard/protocol/frames.ts";
import type { LinkPeer, ServerHandshake } from "@courtyard/protocol/handshake.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { JsonObject, JsonValue } from "@courtyard/protocol/strict-json.ts";
import { type RawData, WebSocket } from "ws";
import type { Rate, ServerLimits } from "../config/server-limits.ts";
import { type Bucket, newBucket, take } from "../limit/token-bucket.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { HANDSHAKE_CAP, setFrameCap } from "./frame-cap.ts";
import type { FrameHandler, Link } from "./link.ts";

/** What a session asks of the server that holds it. */
export interface SessionOwner {
  readonly limits: ServerLimits;
  readonly clock: () => number;
  /** The handshake is done: who handles the frames, or why there is no room. */
  admit(session: Session): FrameHandler | Refusal;
  /** A refusal was sent; for logs and counts. */
  refused(session: Session, refusal: Refusal): void;
  /** Something was thrown while a frame was handled. */
  failed(session: Session, error: unknown): void;
  gone(session: Session): void;
}

/** Frames over the rate that a socket may send in a row before it is cut off. */
const FLOOD = 500;
/** Unanswered frames, and their bytes, beyond which we stop reading until some are answered. */
const UNANSWERED = 256;
const UNANSWERED_BYTES = 4 * 1024 * 1024;

/**
 * One socket, from the upgrade to its end. A class, since thousands of idle guests share its
 * methods; it owns no timer, the server sweeps over all.
 */
export class Session implements Link {
  readonly tenant: Tenant;
  readonly remote: string;
  /** Where the page comes from that opened it; undefined for what is no browser. */
  readonly origin: string | undefined;
  readonly openedAt: number;
  /** Answered the last ping. */
  alive = true;
  readonly #socket: WebSocket;
  readonly #owner: SessionOwner;
  #handshake: ServerHandshake | undefined;
  #peer: LinkPeer | undefined;
  #handler: FrameHandler | undefined;
  #rate: Rate;
  #bucket: Bucket;
  #cap = HANDSHAKE_CAP;
  #flood = 0;
  #unanswered = 0;
  #unansweredBytes = 0;
  #requests: Map<string, (answer: JsonValue | Refusal) => void> | undefined;
  #lastRequest = 0;

  constructor(
    socket: WebSocket,
    {
      tenant,
      remote,
      origin,
      handshake,
      owner,
    }: {
      tenant: Tenant;
      remote: string;
      origin: string | undefined;
      handshake: ServerHandshake;
      owner: SessionOwner;
    },
  ) {
    this.tenant = tenant;
    this.remote = remote;
    this.origin = origin;
    this.openedAt = owner.clock();
    this.#socket = socket;
    this.#owner = owner;
    this.#handshake = handshake;
    this.#rate = owner.limits.guestFrames;
    this.#bucket = newBucket(this.#rate, this.openedAt);
    setFrameCap(socket, HANDSHAKE_CAP);
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => {
      this.alive = true;
    });
    // `ws` closes by itself after an error (a frame over the cap, broken UTF-8): 'close' follows.
    socket.on("error", () => {});
    socket.on("close", () => this.#ended());
  }

  /** Throws before `ready`: nobody is handed a session earlier. */
  get peer(): LinkPeer {
    if (!this.#peer) throw new Error("no peer before ready");
    return this.#peer;
  }

  get ready(): boolean {
    return this.#peer !== undefined;
  }

  /** After a new identity log: the same device with what it may do now. */
  replacePeer(peer: LinkPeer): void {
    this.#peer = peer;
  }

  /** Something was queued for this device. */
  pump(): void {
    this.#handler?.pump?.();
  }

  send(frame: string | Buffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { backlogBytes, guestBacklogBytes } = this.#owner.limits;
    const most = this.#peer?.role === "guest" ? guestBacklogBytes : backlogBytes;
    if (this.#socket.bufferedAmount > most) {
      this.#owner.refused(this, refuse("link-slow"));
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame, { binary: false });
  }

  sendFrame(frame: Frame): void {
    this.send(JSON.stringify(frame));
  }

  refuse(refusal: Refusal, re?: string): void {
    this.#owner.refused(this, refusal);
    this.send(JSON.stringify(refuseFrameOf(refusal, re)));
  }

  request(method: string, params: JsonObject, timeout: number): Promise<JsonValue | Refusal> {
    this.#lastRequest += 1;
    const id = `s${this.#lastRequest}`;
    this.#requests ??= new Map();
    const requests = this.#requests;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        requests.delete(id);
        resolve(refuse("timeout"));
      }, timeout);
      requests.set(id, (answer) => {
        clearTimeout(timer);
        requests.delete(id);
        resolve(answer);
      });
      this.sendFrame({ t: "req", id, method, params });
    });
  }

  close(code: number, refusal?: Refusal): void {
    if (refusal) this.refuse(refusal);
    this.#socket.close(code, refusal?.code);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  ping(): void {
    this.alive = false;
    this.#socket.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    // Whom we have sent away has nothing more to say, however slowly it takes its leave.
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const now = this.#owner.clock();
    if (!take(this.#bucket, this.#rate, now)) {
      this.#flood += 1;
      if (this.#flood > FLOOD) this.close(1008, refuse("rate-limited"));
      else this.#overRate(data);
      return;
    }
    this.#flood = 0;
    const bytes = data as Buffer;
    const value = isBinary ? refuse("frame-binary") : readFrameJson(bytes, { bytes: this.#cap });
    if (isRefusal(value)) this.#reject(value);
    else if (this.#handler) this.#handle(this.#handler, value, bytes.length);
    else void this.#greet(value);
  }

  /** The id is worth parsing for only while it is a burst: its sender waits for an answer to it. */
  #overRate(data: RawData): void {
    const value = this.#flood <= UNANSWERED ? readFrameJson(data as Buffer) : undefined;
    const re = value === undefined || isRefusal(value) ? undefined : replyIdOf(value);
    this.refuse(refuse("rate-limited"), re);
  }

  /** Before `ready` a refusal ends it; after, the connection stays. */
  #reject(refusal: Refusal, re?: string): void {
    if (this.#handler) this.refuse(refusal, re);
    else this.close(1008, refusal);
  }

  async #greet(value: JsonValue): Promise<void> {
    const handshake = this.#handshake;
    if (!handshake) return;
    try {
      const step = await handshake.receive(value, this.#owner.clock());
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      if (isRefusal(step)) {
        this.#handshake = undefined;
        this.close(1008, step);
      } else if (step.state === "waiting") this.send(JSON.stringify(step.send));
      else this.#open(step.peer, JSON.stringify(step.send));
    } catch (error) {
      this.#owner.failed(this, error);
      this.close(1011, refuse("internal"));
    }
  }

  #open(peer: LinkPeer, ready: string): void {
    const { limits, clock } = this.#owner;
    const guest = peer.role === "guest";
    this.#peer = peer;
    this.#handshake = undefined;
    this.#rate = guest ? limits.guestFrames : limits.frames;
    this.#bucket = newBucket(this.#rate, clock());
    this.#cap = guest ? limits.guestFrameBytes : LIMITS.frameBytes;
    setFrameCap(this.#socket, this.#cap);
    const handler = this.#owner.admit(this);
    if (isRefusal(handler)) {
      this.close(1013, handler);
      return;
    }
    this.send(ready);
    this.#handler = handler;
    handler.opened?.();
  }

  #handle(handler: FrameHandler, value: JsonValue, size: number): void {
    const re = replyIdOf(value);
    const frame = parseFrameFrom(value, { role: this.peer.role, side: "client" });
    if (isRefusal(frame)) {
      this.refuse(frame, re);
      return;
    }
    if (frame.t === "res" || frame.t === "refuse") {
      this.#answered(frame);
      return;
    }
    try {
      const work = handler.frame(frame);
      if (work) void this.#hold(work, size, re);
    } catch (error) {
      this.#owner.failed(this, error);
      this.refuse(refuse("internal"), re);
    }
  }

  async #hold(work: Promise<void>, size: number, re: string | undefined): Promise<void> {
    this.#unanswered += 1;
    this.#unansweredBytes += size;
    if (this.#isFull()) this.#socket.pause();
    try {
      await work;
    } catch (error) {
      this.#owner.failed(this, error);
      this.refuse(refuse("internal"), re);
    } finally {
      this.#unanswered -= 1;
      this.#unansweredBytes -= size;
      if (this.#socket.isPaused && !this.#isFull()) this.#socket.resume();
    }
  }

  #isFull(): boolean {
    return this.#unanswered >= UNANSWERED || this.#unansweredBytes >= UNANSWERED_BYTES;
  }

  #answered(frame: FrameOf<"res"> | FrameOf<"refuse">): void {
    const id = frame.t === "res" ? frame.id : frame.re;
    if (id === undefined) return;
    const answer = frame.t === "res" ? frame.result : refuse(frame.code, frame.detail);
    this.#requests?.get(id)?.(answer);
  }

  #ended(): void {
    for (const answer of this.#requests?.values() ?? []) answer(refuse("vault-away"));
    const handler = this.#handler;
    this.#handler = undefined;
    handler?.closed?.();
    this.#owner.gone(this);
  }
}
