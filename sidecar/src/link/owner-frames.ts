import { replyIdOf } from "@courtyard/protocol/frames.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { JsonValue } from "@courtyard/protocol/strict-json.ts";
import type { Dispatch } from "../device-api/dispatch.ts";
import { speaksForOwner } from "../device-api/method.ts";
import type { TenantEvents } from "../events/tenant-events.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { QueuePush } from "../queue/push.ts";
import type { FrameHandler, ProvenLink } from "./link.ts";

/** A vault's or device's socket: sends envelopes, calls methods, takes its queue and events. */
export function ownerFrames(
  link: ProvenLink,
  {
    outbox,
    dispatch,
    events,
    push,
  }: { outbox: Outbox; dispatch: Dispatch; events: TenantEvents; push: QueuePush },
): FrameHandler {
  const silence = events.on(link.tenant.id, (event, data) => {
    if (speaksForOwner(link.peer.device)) link.send(JSON.stringify({ t: "event", event, data }));
  });

  async function deliver(envelope: JsonValue, re: string | undefined): Promise<void> {
    const result = await outbox.send(link.tenant, envelope);
    if (isRefusal(result)) link.refuse(result, re);
    else link.sendFrame({ t: "ack", id: result.id });
  }

  return {
    opened: () => push.pump(),
    pump: () => push.pump(),
    frame: (frame) => {
      if (frame.t === "deliver") return deliver(frame.envelope, replyIdOf(frame));
      if (frame.t === "fetched") return push.fetched(frame.n);
      if (frame.t !== "req") return undefined;
      return dispatch(link, frame).then((answer) => {
        if (isRefusal(answer)) link.refuse(answer, frame.id);
        else link.send(JSON.stringify({ t: "res", id: frame.id, result: answer }));
      });
    },
    closed: silence,
  };
}
